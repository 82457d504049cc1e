Feature: Both systems in one system search list
  Labels are unique within the search list, so a replication would make every label twice.

  @N-11 @Q-01 @Q-02 @Q-03 @Q-06
  Scenario: Every label is refused until the lists are cut
    Given the scenario shared-ssl
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME *
      """
    Then the output is:
      """
      0 tape volumes returned.
      """
    When the operator at \ETINIUM runs:
      """
      MEDIACOM ALTER MEDIADEFS, SSL (\ETINIUM)
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM ALTER MEDIADEFS, SSL (\INSIDX)
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    Then the catalogs of \ETINIUM and \INSIDX agree

  @Q-04
  Scenario: Cutting the list of the other side alone is not enough
    Given the scenario shared-ssl
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      MEDIACOM ALTER MEDIADEFS, SSL (\ETINIUM)
      """
    And the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME *
      """
    Then the output is:
      """
      0 tape volumes returned.
      """
