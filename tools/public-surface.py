#!/usr/bin/env python3
"""Writes docs/public-api.md: every public type, what it is (the first sentence of its documentation) and why it is public.

Build the solution first: the sentences come from the documentation files of the Debug build.
"""
import html
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROJECTS = ["Abstractions", "Models", "Strategies", "Baselines", "Pipeline", "Reports", "Testing"]

# Heading, reason, and a pattern of full names; the first that fits wins.
GROUPS = [
    ("Contracts that extensions implement", "Somebody else's class implements or is one of these.",
     r"Kif\.(ContinualStrategy|ISkillUnitDecomposer|IImportance\w+|IKnowledgeFuser|IReplayBuffer|ITaskMetric|ITaskFormat|ITaskSource|ITokenizer|IExampleEncoder|ILanguageModel|"
     r"IState\w+|IOutputObserver|IKifPlugin|MemorySampler)|Kif\.Models\.Backbones\.(IBackbone|IDecoding|BackboneFactory)|Kif\.Models\.Folders\.IWeightSource|Kif\.Pipeline\.Comparison\.IModelSource"),
    ("What hooks and parts are given", "Arguments of those contracts.",
     r"Kif\.(SpaceAttached|TaskStarting|ForwardCompleted|StepEnding|GradientsReady|StepCompleted|PhaseCompleted|TaskCompleted|TaskKept|TrackingStarted|FusionInput|MemoryOffered|MemoryDraw|"
     r"StepPosition|IProbe|IForward|ForwardResult|ForwardOptions|ProbeLoss|GradientReduction|FrozenAdapter|Remembered|RandomStream|TokenBatch|EncodedExample)"),
    ("What hooks and parts return or declare", "Results of those contracts.",
     r"Kif\.(TaskPlan|TaskOutcome|StepOutcome|GradientOutcome|TrainingPhase|PhaseOptimizer|TrainingStart|AdapterGrowth|MemoryMix|StrategyTraits|StrategyEffects|Fusion|FusionExplanation|"
     r"SkillUnits?|Unit\w+)"),
    ("Parameters and tasks", "The values that everything else speaks of.",
     r"Kif\.(Parameter\w+|ModuleInfo|Example|DialogueSlot|LearningTask|TaskStream|Token\w+|TrainedWeights|PerformanceMatrix|ContinualMetrics)"),
    ("Registration and composition", "What is registered under a name, and how strategies are put together.",
     r"Kif\.(KifCatalog|\w*Registration|Component\w+|IComponentSource|NoOptions|MethodProfile|Strategy\w+|Composition\w+|Fluent\w*)|Kif\.\w+\.\w*Registration|Kif\.(Strategies|Baselines|Models)\.\w*Registration"
     r"|Kif\.Pipeline\.(Registration|Plugins)\.\w+"),
    ("Pieces that extensions would else write again", "Draws, averages, counts and messages that ours use too.", r"Kif\.\w+"),
    ("Options of strategies and parts", "They are set in code, in files and on the command line, and validated.", r"Kif\.(Strategies|Baselines)\.\w*(Options|Mode|Form|Order|Score|Smoothing|Timing|Labels|Rest|Rule|Merge|Measure|Grouping|Tuning)"),
    ("Formulas", "Static functions over tensors that a variant of a method would use again.", r"Kif\.(Strategies|Baselines)\.(\w+Math|BoundedQuadratic|FactorNorms|AdapterOverlap)"),
    ("Strategies and parts as classes", "They are composed in code without a name, and read beside their tests.", r"Kif\.(Strategies|Baselines)\.\w+"),
    ("Models in a program", "A model is loaded, trained, asked, written; without any strategy too.", r"Kif\.Models\.(\w+|Lora\.\w+|Prompts\.\w+)"),
    ("For one's own model family", "What a backbone of somebody else is built from.", r"Kif\.Models\.Backbones\.\w+"),
    ("Model families", "They are made from settings in code, e.g. small ones for tests.", r"Kif\.Models\.(Bert|Gpt2|Llama|T5)\.\w+"),
    ("Tokenizers", "They are usable alone.", r"Kif\.Models\.Tokenizers\.\w+"),
    ("Files", "Hugging Face, PEFT and safetensors files are read and written by other programs too.", r"Kif\.Models\.(Files|Folders|Peft|Safetensors)\.\w+"),
    ("The native library", "A program decides about it, not a library.", r"Kif\.Models\.Native\.\w+"),
    ("ML.NET", "The catalog and what it hands out; ML.NET itself makes the three types of saved answers when it loads a model.", r"Kif\.Pipeline\.MachineLearning\.[\w.]+"),
    ("Learning and comparing in a program", "What the command line does, as calls.", r"Kif\.Pipeline\.(Comparison|Tuning|Experiments|Examination|Progress|Jobs|Learning|Options|Descriptions|Training|State|Hosting|Composition|Telemetry|Diagnostics|Observing)\.\w+"),
    ("Answers and scores", "Metrics are used by themselves, and evaluation is.", r"Kif\.Pipeline\.Evaluation\.[\w.]+"),
    ("What is heard and what comes out", "Listeners and reports read it.", r"Kif\.Pipeline\.(Events|Results|Statistics|Output)\.\w+"),
    ("Reports", "The page, tables, images and event files are made by programs too.", r"Kif\.Reports\.\w+"),
    ("Tasks on disk", "Folders of tasks are read by programs, and their faults reported.", r"Kif\.Pipeline\.Streams\.\w+"),
    ("The embedded model and stream", "Samples and tests run on them offline.", r"Kif\.Pipeline\.Embedded\.\w+"),
    ("Studies", "What kif study does, as calls.", r"Kif\.Pipeline\.Studies\.\w+"),
    ("The conformance kit", "Tests of extensions inherit from it.", r"Kif\.Testing\.[\w.]+"),
]


def public_types(project):
    lines = (ROOT / f"src/Kif.{project}/PublicAPI.Unshipped.txt").read_text(encoding="utf-8-sig").splitlines()
    lines += (ROOT / f"src/Kif.{project}/PublicAPI.Shipped.txt").read_text(encoding="utf-8-sig").splitlines()
    names = {re.sub(r"^(static|abstract|virtual|override|readonly) ", "", line) for line in lines if line and line[0] != "#" and "->" not in line}
    return sorted(n for n in names if re.fullmatch(r"[\w.]+(<[\w, ]+>)?", n))


def sentences(project):
    text = (ROOT / f"src/Kif.{project}/bin/Debug/net10.0/Kif.{project}.xml").read_text(encoding="utf-8-sig")
    found = {}
    for name, body in re.findall(r'<member name="T:([^"]+)">(.*?)</member>', text, re.S):
        summary = re.search(r"<summary>(.*?)</summary>", body, re.S)
        if not summary:
            continue
        plain = re.sub(r'<(?:see|paramref|typeparamref) \w+="(?:[A-Z]:)?([^"]+)" ?/>', lambda m: m[1].split("(")[0].split(".")[-1].split("`")[0], summary[1])
        plain = html.unescape(re.sub(r"<[^>]+>", "", plain))
        plain = " ".join(plain.split())
        found[name] = re.match(r".*?[.](?= |$)", plain + " ")[0] if "." in plain else plain
    return found


def main():
    rows = {heading: [] for heading, _, _ in GROUPS}
    total = 0
    for project in PROJECTS:
        known = sentences(project)
        for name in public_types(project):
            arity = name.count(",") + 1 if "<" in name else 0
            bare = re.sub(r"<.*", "", name)
            heading = next((h for h, _, pattern in GROUPS if re.fullmatch(pattern, bare)), None)
            if heading is None:
                sys.exit(f"no group for {name}")
            text = known.get(bare + (f"`{arity}" if arity else ""), "")
            short = name.split(".", 1)[1] if name.startswith("Kif.") else name
            rows[heading].append((short, text.replace("|", "\\|")))
            total += 1
    out = [f"# The public surface: {total} types, and why each is public", "",
           "What is not needed from outside is internal. Every public type and member is documented (the build refuses one that is not), changes of the surface show in",
           "`PublicAPI.Unshipped.txt` of each project, and packages are compared with the release before ([packages](packages.md)). This page is made by `tools/public-surface.py`; a test compares it with the assemblies.", ""]
    for heading, reason, _ in GROUPS:
        if not rows[heading]:
            continue
        out += [f"## {heading} ({len(rows[heading])})", "", reason, "", "| type | what it is |", "|---|---|"]
        out += [f"| `{name}` | {text} |" for name, text in rows[heading]]
        out.append("")
    (ROOT / "docs/public-api.md").write_text("\n".join(out), encoding="utf-8")
    print(f"docs/public-api.md: {total} types")


if __name__ == "__main__":
    main()
