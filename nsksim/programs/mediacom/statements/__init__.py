"""The commands of MEDIACOM, one module per object; the order here means nothing."""

from nsksim.language import Statement
from nsksim.programs.mediacom.statements.catalogs import (
    AlterFilecat,
    AlterVolcat,
    CreateFilecat,
    CreateVolcat,
    DropFilecat,
    DropVolcat,
    InfoFilecat,
    InfoVolcat,
)
from nsksim.programs.mediacom.statements.console import AlterConsole, InfoConsole
from nsksim.programs.mediacom.statements.diskfile import AlterDiskfile, InfoDiskfile
from nsksim.programs.mediacom.statements.mediadefs import AlterMediadefs, InfoMediadefs
from nsksim.programs.mediacom.statements.pool import AddPool, AlterPool, DeletePool, InfoPool
from nsksim.programs.mediacom.statements.recover import RecoverDiskfile
from nsksim.programs.mediacom.statements.server import StatusServer
from nsksim.programs.mediacom.statements.session import (
    DefaultDrive,
    DefaultFilecat,
    DefaultPool,
    DefaultVolcat,
    Env,
    Exit,
    Help,
)
from nsksim.programs.mediacom.statements.tapedrive import (
    AlterTapedrive,
    InfoTapedrive,
    StatusTapedrive,
)
from nsksim.programs.mediacom.statements.tapefile import (
    AddTapefile,
    AlterTapefile,
    DeleteTapefile,
    ExpireTapefile,
    InfoTapefile,
)
from nsksim.programs.mediacom.statements.tapelabel import (
    AddTapelabel,
    DeleteTapelabel,
    InfoTapelabel,
    LabelTapevolume,
)
from nsksim.programs.mediacom.statements.tapemount import (
    AcceptTapemount,
    AlterTapemount,
    RejectTapemount,
    StatusTapemount,
)
from nsksim.programs.mediacom.statements.tapevolume import (
    AddTapevolume,
    AlterTapevolume,
    DeleteTapevolume,
    InfoTapevolume,
)
from nsksim.programs.session_commands import (
    Fix,
    HistoryListing,
    Log,
    Obey,
    Out,
    Redo,
    Show,
    System,
    Volume,
)

STATEMENTS: tuple[type[Statement], ...] = (
    AcceptTapemount,
    AddPool,
    AddTapefile,
    AddTapelabel,
    AddTapevolume,
    AlterConsole,
    AlterDiskfile,
    AlterFilecat,
    AlterMediadefs,
    AlterPool,
    AlterTapedrive,
    AlterTapefile,
    AlterTapemount,
    AlterTapevolume,
    AlterVolcat,
    CreateFilecat,
    CreateVolcat,
    DefaultDrive,
    DefaultFilecat,
    DefaultPool,
    DefaultVolcat,
    DeletePool,
    DeleteTapefile,
    DeleteTapelabel,
    DeleteTapevolume,
    DropFilecat,
    DropVolcat,
    Env,
    Exit,
    ExpireTapefile,
    Fix,
    Help,
    HistoryListing,
    InfoConsole,
    InfoDiskfile,
    InfoFilecat,
    InfoMediadefs,
    InfoPool,
    InfoTapedrive,
    InfoTapefile,
    InfoTapelabel,
    InfoTapevolume,
    InfoVolcat,
    LabelTapevolume,
    Log,
    Obey,
    Out,
    RecoverDiskfile,
    Redo,
    RejectTapemount,
    Show,
    StatusServer,
    StatusTapedrive,
    StatusTapemount,
    System,
    Volume,
)
