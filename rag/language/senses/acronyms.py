"""Acronyms that everybody knows, with what they stand for in French, English and Arabic.

Only what every newspaper has belongs here; acronyms that documents introduce are learnt from them (see
`rag.search.definitions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rag.language.language import analyse

# Acronyms | French | English | Arabic; « - » where there is no name that people use.
_TABLE = """
OMS WHO | Organisation mondiale de la santé | World Health Organization | منظمة الصحة العالمية
ONU UN | Organisation des Nations unies | United Nations | الأمم المتحدة
UE EU | Union européenne | European Union | الاتحاد الأوروبي
UA AU | Union africaine | African Union | الاتحاد الأفريقي
OTAN NATO | Organisation du traité de l'Atlantique nord | North Atlantic Treaty Organization | حلف شمال الأطلسي
FMI IMF | Fonds monétaire international | International Monetary Fund | صندوق النقد الدولي
OMC WTO | Organisation mondiale du commerce | World Trade Organization | منظمة التجارة العالمية
OIT ILO | Organisation internationale du travail | International Labour Organization | منظمة العمل الدولية
OCDE OECD | Organisation de coopération et de développement économiques | Organisation for Economic Co-operation and \
Development | منظمة التعاون الاقتصادي والتنمية
HCR UNHCR | Haut Commissariat pour les réfugiés | High Commissioner for Refugees | مفوضية اللاجئين
BCE ECB | Banque centrale européenne | European Central Bank | البنك المركزي الأوروبي
IA AI | intelligence artificielle | artificial intelligence | الذكاء الاصطناعي
TIC ICT | technologies de l'information et de la communication | information and communication technology | \
تكنولوجيا المعلومات والاتصال
RGPD GDPR | règlement général sur la protection des données | General Data Protection Regulation | \
اللائحة العامة لحماية البيانات
CNSS | Caisse nationale de sécurité sociale | National Social Security Fund | الصندوق الوطني للضمان الاجتماعي
CNDP | Commission nationale de contrôle de la protection des données | - | اللجنة الوطنية لمراقبة حماية المعطيات
CNIL | Commission nationale de l'informatique et des libertés | - | -
AMO | assurance maladie obligatoire | - | التأمين الإجباري عن المرض
SMIG | salaire minimum interprofessionnel garanti | - | الحد الأدنى للأجر
SMIC | salaire minimum de croissance | - | -
TVA VAT | taxe sur la valeur ajoutée | value added tax | الضريبة على القيمة المضافة
IR | impôt sur le revenu | income tax | الضريبة على الدخل
PIB GDP | produit intérieur brut | gross domestic product | الناتج الداخلي الخام
PME SME | petites et moyennes entreprises | small and medium enterprises | المقاولات الصغرى والمتوسطة
ONG NGO | organisation non gouvernementale | non-governmental organization | منظمة غير حكومية
RH HR | ressources humaines | human resources | الموارد البشرية
PDG CEO | président directeur général | chief executive officer | الرئيس المدير العام
DG | directeur général | - | المدير العام
CDI | contrat à durée indéterminée | permanent contract | عقد غير محدد المدة
CDD | contrat à durée déterminée | fixed-term contract | عقد محدد المدة
BTP | bâtiment et travaux publics | - | البناء والأشغال العمومية
RER | réseau express régional | - | -
TGV | train à grande vitesse | high-speed train | القطار فائق السرعة
VIH HIV | virus de l'immunodéficience humaine | human immunodeficiency virus | فيروس نقص المناعة البشرية
ADN DNA | acide désoxyribonucléique | deoxyribonucleic acid | الحمض النووي
AVC | accident vasculaire cérébral | stroke | السكتة الدماغية
IRM MRI | imagerie par résonance magnétique | magnetic resonance imaging | التصوير بالرنين المغناطيسي
IVG | interruption volontaire de grossesse | abortion | الإجهاض
CV | curriculum vitae | curriculum vitae | سيرة ذاتية
CIN CNI | carte nationale d'identité | national identity card | البطاقة الوطنية للتعريف
FAQ | foire aux questions | frequently asked questions | أسئلة شائعة
AG AGM | assemblée générale | annual general meeting | جمع عام
CA | conseil d'administration | board of directors | مجلس الإدارة
CA | chiffre d'affaires | turnover | رقم المعاملات
CSE | comité social et économique | - | -
RTT | réduction du temps de travail | - | -
SAV | service après-vente | after-sales service | خدمة ما بعد البيع
RIB | relevé d'identité bancaire | bank details | كشف التعريف البنكي
EPS PE | éducation physique et sportive | physical education | التربية البدنية
CAF | caisse d'allocations familiales | - | -
SRO ORS | solution de réhydratation orale | oral rehydration solution | محلول الإماهة الفموي
IMC BMI | indice de masse corporelle | body mass index | مؤشر كتلة الجسم
SSO | authentification unique | single sign-on | تسجيل الدخول الموحد
MFA | authentification multifacteur | multi-factor authentication | -
NHS | - | National Health Service | -
GP | médecin généraliste | general practitioner | طبيب عام
PTO | - | paid time off | -
NDA | accord de confidentialité | non-disclosure agreement | اتفاقية عدم الإفصاح
SLA | accord de niveau de service | service level agreement | -
PPE EPI | équipement de protection individuelle | personal protective equipment | معدات الوقاية الشخصية
IT | informatique | information technology | تكنولوجيا المعلومات
USA US | États-Unis | United States | الولايات المتحدة
UK | Royaume-Uni | United Kingdom | المملكة المتحدة
COS | coefficient d'occupation des sols | - | -
PLU | plan local d'urbanisme | - | -
HLM | habitation à loyer modéré | - | -
VPN | réseau privé virtuel | virtual private network | شبكة خاصة افتراضية
API | interface de programmation | application programming interface | واجهة برمجة التطبيقات
GPS | système de positionnement | global positioning system | نظام تحديد المواقع
UV | ultraviolet | ultraviolet | فوق بنفسجية
"""


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[tuple[str, ...], dict[str, str]], ...]:
    rows = []
    for line in _TABLE.strip().splitlines():
        letters, *names = (part.strip() for part in line.split("|"))
        by_language = {code: name for code, name in zip(("fr", "en", "ar"), names, strict=True) if name != "-"}
        rows.append((tuple(letters.casefold().split()), by_language))
    return tuple(rows)


@lru_cache(maxsize=8)
def _names(language: str) -> dict[tuple[str, ...], int]:
    """By the index terms of a name in a language, the number of its row."""
    return {
        tuple(token.term for token in analyse(name[language], language)): at
        for at, (_, name) in enumerate(_rows())
        if language in name
    }


@lru_cache(maxsize=1)
def _letters() -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for at, (letters, _) in enumerate(_rows()):
        for each in letters:
            rows.setdefault(each, []).append(at)
    return rows


def rows_of(letters: str) -> Sequence[int]:
    """The numbers of the acronyms written with these letters, in whatever case; none where nobody knows them."""
    return _letters().get(letters.casefold(), ())


def rows_in(terms: Sequence[str], language: str) -> list[tuple[int, range]]:
    """The acronyms whose names stand among the index terms of a text, with the places of their terms."""
    return [
        (row, range(at, at + len(name)))
        for name, row in _names(language).items()
        for at in range(len(terms) - len(name) + 1)
        if terms[at] == name[0] and tuple(terms[at : at + len(name)]) == name
    ]


def ways_to_say(row: int, language: str) -> list[tuple[str, ...]]:
    """What stands for an acronym in documents in a language, as index terms: its letters, and its name.

    Letters that are a stop word there stand as they are written, in capitals: the WHO is no « who ».
    """
    letters, names = _rows()[row]
    ways = [tuple(token.term for token in analyse(each, language)) or (each.upper(),) for each in letters]
    if language in names:
        ways.append(tuple(token.term for token in analyse(names[language], language)))
    return ways
