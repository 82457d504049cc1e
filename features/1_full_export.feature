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

  @A-15 @J-06 @J-09
  Scenario: With the line down the export fails, and says so
    Given the scenario manual
    When the line between \ETINIUM and \INSIDX goes down
    And the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \ETINIUM runs:
      """
      EMSDIST TYPE PRINTING, COLLECTOR $0, TIME 2022-01-05 17:44:49, STOP 2022-01-05 17:45:00
      """
    Then the output is:
      """
      2022-01-05 17:44:49 \ETINIUM.$Z4M9 ETINET.100.100 9940 SLAB_A-E9940 \ETINIUM.$Z4M9 failed to export data store SLAB_A-DAILY: file-system error 250, all paths to the system are down (\INSIDX.$ETINET.SLABADL). 0 updates pending. Report in $S.#SLABA.EXPDAYL
      """
