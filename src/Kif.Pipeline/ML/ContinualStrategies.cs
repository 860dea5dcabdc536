namespace Kif.ML;

/// <summary>
/// Estimators of built-in strategies with typed options. In each method, <c>model</c> is a Hugging Face folder or <c>embedded</c>, <c>strategy</c> holds the
/// strategy's own options (null for their defaults), and <c>options</c> sets training and answering (null for the defaults; for the embedded model, those of
/// <see cref="ContinualLearningOptions.ForEmbedded"/>). All other strategies, and sums, are created by name:
/// <see cref="ContinualLearningCatalog.Learn(string, string, ContinualLearningOptions?)"/>.
/// </summary>
internal static class ContinualStrategies
{
    /// <summary><c>kif-lora</c>: KIF-LoRA.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator KifLora(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, KifLoraOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("kif-lora", model, strategy ?? new(), options);

    /// <summary><c>kif</c>: KIF.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator Kif(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, KifMatrixOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("kif", model, strategy ?? new(), options);

    /// <summary><c>kif-m</c>: KIF-M.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator KifM(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, KifMemoryOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("kif-m", model, strategy ?? new(), options);

    /// <summary><c>recurrent-kif</c>: Recurrent-KIF.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator RecurrentKif(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, RecurrentKifOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("recurrent-kif", model, strategy ?? new(), options);

    /// <summary><c>seq-lora</c>: one adapter through all tasks, without protection.</summary>
    /// <exception cref="CompositionException">An option is out of range.</exception>
    public static ContinualEstimator SequentialLora(this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded,
        ContinualLearningOptions? options = null) =>
        catalog.Learn("seq-lora", model, options);

    /// <summary><c>per-task</c>: separate weights for every task; answering reads the task column.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator PerTask(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, PerTaskOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("per-task", model, strategy ?? new(), options);

    /// <summary><c>joint</c>: joint training on all tasks of one fit; further fits are refused.</summary>
    /// <exception cref="CompositionException">An option is out of range.</exception>
    public static ContinualEstimator Joint(this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded,
        ContinualLearningOptions? options = null) =>
        catalog.Learn("joint", model, options);

    /// <summary><c>l2</c>: an L2 penalty toward the previous task's weights.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator L2(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, L2Options? strategy = null, ContinualLearningOptions? options = null) =>
        catalog.Learn("l2", model, strategy ?? new(), options);

    /// <summary><c>ewc</c>: elastic weight consolidation.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator Ewc(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, EwcOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("ewc", model, strategy ?? new(), options);

    /// <summary><c>si</c>: synaptic intelligence.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator SynapticIntelligence(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, SiOptions? strategy = null, ContinualLearningOptions? options = null) =>
        catalog.Learn("si", model, strategy ?? new(), options);

    /// <summary><c>mas</c>: memory-aware synapses.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator Mas(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, MasOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("mas", model, strategy ?? new(), options);

    /// <summary><c>lwf</c>: learning without forgetting.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator Lwf(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, LwfOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("lwf", model, strategy ?? new(), options);

    /// <summary><c>replay</c>: replay of stored examples.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator Replay(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, ReplayOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("replay", model, strategy ?? new(), options);

    /// <summary><c>a-gem</c>: A-GEM.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator AGem(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, AGemOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("a-gem", model, strategy ?? new(), options);

    /// <summary><c>der++</c>: DER++.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator DerPlusPlus(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, DerPlusPlusOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("der++", model, strategy ?? new(), options);

    /// <summary><c>inc-lora</c>: a new adapter per task.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator IncLora(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, IncLoraOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("inc-lora", model, strategy ?? new(), options);

    /// <summary><c>o-lora</c>: O-LoRA.</summary>
    /// <exception cref="CompositionException">An option is out of range, or parts do not go together.</exception>
    public static ContinualEstimator OLora(
        this ContinualLearningCatalog catalog, string model = CompareSettings.Embedded, OLoraOptions? strategy = null,
            ContinualLearningOptions? options = null) =>
        catalog.Learn("o-lora", model, strategy ?? new(), options);
}
