Feature: Full export of a Data Store
  The operator of the PRIMARY site asks for it; the domain manager starts a process that writes the
  BackPak and DSM/TC entries of every volume into the staging area at the SECONDARY site.

  @E-01 @E-10 @E-33 @E-34 @J-01 @J-02 @J-06 @K-13 @K-15 @K-19 @L-01 @L-02
  Scenario: The manual's sample export
    Given the scenario manual
    When the session goes:
      """
      \ETINIUM 1> LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      \ETINIUM 2> BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL
      SLAB_A-I3286 Process \ETINIUM.$Z4M9 started for EXPORTING the entire catalogs of data store SLAB_A-DAILY. Output report sent to $S.#SLABA.EXPDAYL.
      \ETINIUM 3> SIM CLOCK SETTLE
      \ETINIUM 2022-01-05 17:44:50
      \ETINIUM 4> EMSDIST TYPE PRINTING, COLLECTOR $0, TEXTOUT [#MYTERM], TIME 2022-01-05 17:44:00, STOP 2022-01-05 17:45:00
      2022-01-05 17:44:48 \ETINIUM.$Z4M8 ETINET.100.100 3286 SLAB_A-I3286 Process \ETINIUM.$Z4M9 started for EXPORTING the entire catalogs of data store SLAB_A-DAILY. Output report sent to $S.#SLABA.EXPDAYL.
      2022-01-05 17:44:50 \ETINIUM.$Z4M9 ETINET.100.100 3279 SLAB_A-I3279 \ETINIUM.$Z4M9 exported FULL catalogs for data store SLAB_A-DAILY (30 volumes processed). Report in $S.#SLABA.EXPDAYL
      \ETINIUM 5> SPOOLCOM LOC
      LOCATION                 FLAGS  DEVICE          FONT
      #LP.DEFAULT
      #SLABA.EXPDAYL
      """
    Then nothing is refused

  @F-03 @F-04 @F-11
  Scenario: One file for each volume and a summary, rewritten under the same names
    Given the scenario manual
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      FILES $ETINET.SLABADL
      """
    Then the output is:
      """

      $ETINET.SLABADL

      SAD001    SAD002    SAD003    SAD004    SAD005    SAD006    SAD007    SAD008
      SAD009    SAD00A    SAD00B    SAD00C    SAD00D    SAD00E    SAD00F    SARD01
      SARD02    SARD03    SARD04    SARD05    SARD06    SARD07    SARD08    SARD09
      SARD0A    SARD0B    SARD0C    SARD0D    SARD0E    SARD0F    SUMMARY
      """

  @B-11 @L-16
  Scenario: A SECONDARY store is not exported
    Given the scenario manual
    When the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      """
    And the operator at \INSIDX runs:
      """
      BB026_EXPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, TYPE FULL
      """
    Then it is refused with backbox.9906

  @E-15 @E-16 @E-19 @A-15
  Scenario: With the line down the export fails and the extractor retries it
    Given the scenario manual
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      """
    And the line between \ETINIUM and \INSIDX goes down
    And the operator at \ETINIUM runs:
      """
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      """
    And everything that was started has ended
    And the line between \ETINIUM and \INSIDX goes up
    And the clock advances 11 minutes
    And the operator at \INSIDX runs:
      """
      FILES $ETINET.SLABADL
      """
    Then the output is:
      """
      PLACEHOLDER
      """
