"""The commands of MEDIACOM, one module per object; the order here means nothing."""

from nsksim.language import Statement
from nsksim.programs.mediacom.statements.catalogs import (
    CreateFilecat,
    CreateVolcat,
    InfoFilecat,
    InfoVolcat,
)
from nsksim.programs.mediacom.statements.diskfile import InfoDiskfile
from nsksim.programs.mediacom.statements.mediadefs import AlterMediadefs, InfoMediadefs
from nsksim.programs.mediacom.statements.pool import AddPool, AlterPool, DeletePool, InfoPool
from nsksim.programs.mediacom.statements.session import Exit, Help, NotModelled
from nsksim.programs.mediacom.statements.tapefile import (
    DeleteTapefile,
    InfoTapefile,
)
from nsksim.programs.mediacom.statements.tapevolume import (
    AddTapevolume,
    AlterTapevolume,
    DeleteTapevolume,
    InfoTapevolume,
)

STATEMENTS: tuple[type[Statement], ...] = (
    AddPool,
    AddTapevolume,
    AlterMediadefs,
    AlterPool,
    AlterTapevolume,
    CreateFilecat,
    CreateVolcat,
    DeletePool,
    DeleteTapefile,
    DeleteTapevolume,
    Exit,
    Help,
    InfoDiskfile,
    InfoFilecat,
    InfoMediadefs,
    InfoPool,
    InfoTapefile,
    InfoTapevolume,
    InfoVolcat,
    NotModelled,
)
