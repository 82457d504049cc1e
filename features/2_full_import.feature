Feature: Full import of a Data Store
  The operator of the SECONDARY site asks for it; the entries of the staging area become entries of
  the catalogs there.

  Background:
    Given the scenario manual
    When the operator at \ETINIUM runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      BB026_EXPORT_CATALOG STOREID SLAB_A-DAILY, CATALOGFILES NO, TYPE FULL
      """
    And the clock of \INSIDX shows 2022-01-05 23:00:06

  @A-14 @B-03 @C-12 @C-15 @F-02 @G-01 @G-03 @G-07 @J-03 @J-04 @J-07 @J-10 @K-17 @K-20
  Scenario: The manual's sample import
    When the session goes:
      """
      \INSIDX 1> LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      \INSIDX 2> BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      CH409DR-I3286 Process \INSIDX.$X0PC started for IMPORTING the entire catalogs of data store 2ND_SLAB_A-DAILY. Output report sent to $S.#SLABA.IMPDAYL.
      \INSIDX 3> SIM CLOCK SETTLE
      \INSIDX 2022-01-05 23:00:08
      \INSIDX 4> EMSDIST TYPE PRINTING, COLLECTOR $0, TEXTOUT [#MYTERM], TIME 2022-01-05 23:00:00, STOP 2022-01-05 23:01:00
      2022-01-05 23:00:06 \INSIDX.$X0PB ETINET.100.100 3286 CH409DR-I3286 Process \INSIDX.$X0PC started for IMPORTING the entire catalogs of data store 2ND_SLAB_A-DAILY. Output report sent to $S.#SLABA.IMPDAYL.
      2022-01-05 23:00:08 \INSIDX.$X0PC ETINET.100.100 3342 CH409DR-I3342 \INSIDX.$X0PC imported FULL catalogs for data store 2ND_SLAB_A-DAILY (30 volumes processed). Report in $S.#SLABA.IMPDAYL
      """
    Then the catalogs of \ETINIUM and \INSIDX agree

  @B-12 @L-16
  Scenario: A PRIMARY store is not the target of an import
    When the operator at \ETINIUM runs:
      """
      BB027_IMPORT_CATALOG STOREID SLAB_A-DAILY, TYPE FULL
      """
    Then it is refused with backbox.9906

  @A-10 @G-09
  Scenario: Entries that do not belong to the store stay as they are
    When the operator at \INSIDX runs:
      """
      LOAD /KEEP 1/ BBOX.BBSETUP BBOX.MACROS
      MEDIACOM ADD TAPEVOLUME OTHER1, POOL CH409DR_2ND_SLABA_DAILY, VOLCAT QCVOLCAT, TYPE LTO3
      BB027_IMPORT_CATALOG STOREID 2ND_SLAB_A-DAILY, CATALOGFILES YES, TYPE FULL
      SIM CLOCK SETTLE
      """
    And the operator at \INSIDX runs:
      """
      MEDIACOM INFO TAPEVOLUME OTHER*
      """
    Then the output is:
      """
      Volume Catalog       \INSIDX.QCVOLCAT
      Tape   Pool                           Label   Tape      Tape
      Name   Name                           Type    Type      Format    Status
      ------ ------------------------------ ------- --------- --------- --------
      OTHER1 CH409DR_2ND_SLABA_DAILY        BACKUP  LTO3                SCRATCH
      1 tape volume returned.
      """
