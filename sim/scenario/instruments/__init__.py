"""What a policy can do: the declaration of each instrument, pure data with meaning, unit and bounds of every field.

Every instrument is paid from the city's envelope for adult learning; what it then does is in `sim.government`.
"""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field

from sim.scenario.instruments.activities import Activities, CallForVolunteers, Media, Service
from sim.scenario.instruments.common import Common
from sim.scenario.instruments.content import SharedContent
from sim.scenario.instruments.coordination import ContentControl, Directive, Feedback, Hub, NeedsSurvey
from sim.scenario.instruments.governing import InstitutionBuilding, Law, LearningLeave
from sim.scenario.instruments.image import Display
from sim.scenario.instruments.people import Campaign, CashTransfer, Outreach, Voucher
from sim.scenario.instruments.performance import Evaluation, Guidance, StaffTraining
from sim.scenario.instruments.recognition import Awards, StudyCircles
from sim.scenario.instruments.research import Guideline, Pilots, Practice, Research
from sim.scenario.instruments.supply import Maintenance, Offers, Places, Teachers
from sim.scenario.instruments.venues import Digital, OpenUniversity, Venues

__all__ = ["INSTRUMENTS", "Common", "Instrument"]

Instrument = Annotated[
    Places
    | Teachers
    | Offers
    | Outreach
    | Campaign
    | Voucher
    | Maintenance
    | CashTransfer
    | SharedContent
    | Awards
    | StudyCircles
    | Display
    | Evaluation
    | Guidance
    | StaffTraining
    | Directive
    | NeedsSurvey
    | Hub
    | ContentControl
    | Feedback
    | Law
    | InstitutionBuilding
    | LearningLeave
    | Activities
    | Media
    | Service
    | CallForVolunteers
    | Venues
    | Digital
    | OpenUniversity
    | Research
    | Pilots
    | Practice
    | Guideline,
    Field(discriminator="instrument"),
]
INSTRUMENTS: dict[str, type[Common]] = {
    get_args(one.model_fields["instrument"].annotation)[0]: one for one in get_args(get_args(Instrument)[0])
}
