"""The words of the tab for evaluators."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrialWords:
    """Words in one language; braces are filled in by `str.format`. `measures` are by name of the report."""

    tab: str
    intro: str
    bundled: str
    about: str
    run: str
    run_name: str
    preparing: str
    asking: str
    stop: str
    stopped: str
    busy: str
    failed: str
    result: str
    measure: str
    value: str
    interval: str
    report: str
    report_name: str
    measures: dict[str, str]


TRIAL_WORDS = {
    "en": TrialWords(
        tab="Tests",
        intro="Asks every question of a test set with the settings of this server, and shows how often the citations"
        " prove.",
        bundled="Bundled test set",
        about="{questions} questions, {answerable} of them answerable · {files} files",
        run="Run",
        run_name="Run the test set {name}",
        preparing="Reading the documents of the test set…",
        asking="{number} of {total} questions asked",
        stop="Stop",
        stopped="Stopped. What was asked is kept: the next run goes on from there.",
        busy="A test set is being run already. Please try again when it is over.",
        failed="The test set could not be run: {reason}",
        result="Result",
        measure="Measure",
        value="Value",
        interval="95 % interval",
        report="Full report",
        report_name="The full report with every question",
        measures={
            "fact_coverage": "needed facts that a citation proves",
            "span_precision": "cited characters that prove",
            "quote_fidelity": "quotes that stand where they say",
            "hit_5": "questions whose proof is among five passages",
            "error_rate": "answerable questions left without an answer",
            "hallucination_rate": "unanswerable questions that were answered",
        },
    ),
    "fr": TrialWords(
        tab="Tests",
        intro="Pose toutes les questions d’un jeu de test avec les réglages de ce serveur, et montre la part des"
        " citations qui prouvent.",
        bundled="Jeu de test fourni",
        about="{questions} questions, dont {answerable} avec réponse · {files} fichiers",
        run="Lancer",
        run_name="Lancer le jeu de test {name}",
        preparing="Lecture des documents du jeu de test…",
        asking="{number} questions posées sur {total}",
        stop="Arrêter",
        stopped="Arrêté. Ce qui a été demandé est gardé : le prochain essai reprendra là.",
        busy="Un jeu de test est déjà en cours. Réessayez quand il sera terminé.",
        failed="Le jeu de test n’a pas pu être exécuté : {reason}",
        result="Résultat",
        measure="Mesure",
        value="Valeur",
        interval="Intervalle à 95 %",
        report="Rapport complet",
        report_name="Le rapport complet avec toutes les questions",
        measures={
            "fact_coverage": "faits nécessaires qu’une citation prouve",
            "span_precision": "caractères cités qui prouvent",
            "quote_fidelity": "citations qui se trouvent là où elles le disent",
            "hit_5": "questions dont la preuve est parmi cinq passages",
            "error_rate": "questions avec réponse laissées sans réponse",
            "hallucination_rate": "questions sans réponse qui en ont reçu une",
        },
    ),
    "ar": TrialWords(
        tab="الاختبارات",
        intro="يطرح كل أسئلة مجموعة اختبار بإعدادات هذا الخادم، ويبيّن نسبة الاقتباسات التي تُثبت.",
        bundled="مجموعة الاختبار المرفقة",
        about="عدد الأسئلة: {questions}، منها {answerable} لها جواب · عدد الملفات: {files}",
        run="تشغيل",
        run_name="تشغيل مجموعة الاختبار {name}",
        preparing="جارٍ قراءة وثائق مجموعة الاختبار…",
        asking="طُرح {number} من {total} سؤال",
        stop="إيقاف",
        stopped="أُوقف. ما طُرح محفوظ، ويُستأنف منه التشغيل التالي.",
        busy="مجموعة اختبار قيد التشغيل. يُرجى المحاولة بعد انتهائها.",
        failed="تعذّر تشغيل مجموعة الاختبار: {reason}",
        result="النتيجة",
        measure="المقياس",
        value="القيمة",
        interval="مجال 95 %",
        report="التقرير الكامل",
        report_name="التقرير الكامل مع كل الأسئلة",
        measures={
            "fact_coverage": "الوقائع اللازمة التي يُثبتها اقتباس",
            "span_precision": "الحروف المقتبسة التي تُثبت",
            "quote_fidelity": "الاقتباسات الموجودة حيث تقول",
            "hit_5": "الأسئلة التي دليلها بين خمسة مقاطع",
            "error_rate": "أسئلة لها جواب تُركت دون جواب",
            "hallucination_rate": "أسئلة لا جواب لها أُجيب عنها",
        },
    ),
}
"""By the code of the language."""
