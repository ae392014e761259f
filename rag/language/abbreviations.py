"""Abbreviations of French, English and Arabic, by whether a full stop after them can end a sentence."""

from __future__ import annotations

TITLES: dict[str, frozenset[str]] = {
    "fr": frozenset("M MM Mme Mmes Mlle Mlles Me Mgr Dr Drs Pr Prof St Ste Sté Ets Éts Gén Col Cap Cdt Lt".split()),
    "en": frozenset(
        "Mr Mrs Ms Messrs Dr Drs Prof Rev Hon St Ste Gen Col Capt Lt Sgt Maj Gov Govt Sen Rep Pres Amb Adm Mt Ft"
        " Ave Blvd".split()
    ),
    "ar": frozenset("د أ م ص ج ط".split()),
}
"""Titles and offices, written with a capital: a full stop after them ends nothing."""

LEADING = frozenset("n.b p.s nota".split())
"""What a remark begins with: a full stop after it ends nothing."""

ABBREVIATIONS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        "art arts al alin apr cf env p pp chap sect fig vol éd ed coll trad réf hab dép av bd boul vs approx tél"
        " c.-à-d p.ex n nos janv févr sept oct nov déc adj dir ann ex min max suiv imm app appt cat resp cit op loc"
        " ibid id gén secr prés obs prov num enr parag par paragr tit rég spéc div compl circ délib arr déf éq ch"
        " bât esc ét rte pl fbg tx".split()
    ),
    "en": frozenset(
        "al art arts cf p pp ch chap sec secs fig figs vol vols ed eds vs v approx ca tel ext e.g i.e viz inc ltd co"
        " corp dept est jan feb mar apr jun jul aug sept oct nov dec jr sr univ govt bldg apt ste tit para paras cl"
        " sched reg regs resp cit op ibid ph.d m.sc b.sc m.phil incl excl max min avg assn bros mfg intl natl dist"
        " div ave blvd rd hwy".split()
    ),
    "ar": frozenset(),
}
"""Others: a full stop after them ends nothing unless a word follows with which sentences begin."""

BEFORE_NUMBER = frozenset("no n n° nº nr art fig ref vers c lun mer jeu ven sam dim tab app tome t".split())
"""Those that are abbreviations before a number only."""
