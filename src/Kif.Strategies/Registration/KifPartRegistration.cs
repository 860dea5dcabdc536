namespace Kif.Strategies;

/// <summary>Registers the parts of strategies of the KIF family.</summary>
internal static class KifPartRegistration
{
    public static KifCatalog AddDecomposers(this KifCatalog catalog) => catalog
        .AddDecomposer<RankUnits>("rank", "row i of A with column i of B of every LoRA module")
        .AddDecomposer<MatrixUnits>("matrix", "every trainable tensor")
        .AddDecomposer<LayerUnits>("layer", "all trainable tensors of a layer; tensors outside layers one by one")
        .AddDecomposer<HeadUnits, HeadUnitsOptions>("head", "every attention head; the rest tensor by tensor")
        .AddDecomposer<EntryUnits>("entry", "every single trainable entry");

    public static KifCatalog AddEstimators(this KifCatalog catalog) => catalog
        .AddEstimator<Sensitivity, SensitivityOptions>("mixed", "smoothed |x - x²/2| of x = w·g times its uncertainty", o => new(SensitivityOrder.Mixed, o))
        .AddEstimator<Sensitivity, SensitivityOptions>("first-order", "smoothed |w·g| times its uncertainty", o => new(SensitivityOrder.First, o))
        .AddEstimator<Sensitivity, SensitivityOptions>("second-order", "smoothed (w·g)² times its uncertainty", o => new(SensitivityOrder.Second, o))
        .AddEstimator<Sensitivity, SensitivityAblationOptions>("sensitivity-only", "the smoothed sensitivity without its uncertainty (ablation)", o => new(o.Order, o, SensitivityScore.Sensitivity))
        .AddEstimator<Sensitivity, SensitivityAblationOptions>("uncertainty-only", "the uncertainty of the smoothed sensitivity alone (ablation)", o => new(o.Order, o, SensitivityScore.Uncertainty))
        .AddEstimator<GradientImportance, GradientImportanceOptions>("gradient", "moving average of |g|")
        .AddEstimator<GradientImportance, SquaredGradientOptions>("gradient-squared", "moving average of g², corrected for its start")
        .AddEstimator<FisherImportance, FisherImportanceOptions>("fisher", "Fisher information by a pass over at most 1,000 examples")
        .AddEstimator<WeightImportance, NoOptions>("magnitude", "|w| at the end of the task", _ => new(moved: false))
        .AddEstimator<WeightImportance, NoOptions>("task-vector", "how far the task moved each weight", _ => new(moved: true))
        .AddEstimator<PathImportance, PathImportanceOptions>("path-integral", "synaptic intelligence: loss won along the path, by squared distance")
        .AddEstimator<MasImportance, MasImportanceOptions>("mas", "gradients of the logits' squared norm by a pass over at most 1,000 examples, without labels")
        .AddEstimator<RandomImportance>("random", "uniform random scores (control)")
        .AddEstimator<ConstantImportance>("constant", "1 everywhere (control)");

    public static KifCatalog AddFusers(this KifCatalog catalog) => catalog
        .AddFuser<AdaptiveFuser, AdaptiveFuserOptions>("adaptive", "two-way softmax of the normalised scores")
        .AddFuser<ThresholdFuser, ThresholdFuserOptions>("threshold", "keep, take, blend or average by two percentiles")
        .AddFuser<ConstantFuser, NoOptions>("average", "half and half everywhere (control)", _ => new(0.5))
        .AddFuser<ConstantFuser, NoOptions>("take-current", "always the new weights (control)", _ => new(1))
        .AddFuser<ConstantFuser, NoOptions>("take-previous", "always the old weights (control)", _ => new(0))
        .AddFuser<FisherWeightedFuser, FisherWeightedFuserOptions>("fisher-weighted", "average weighted by importance, entry by entry")
        .AddFuser<SignAgreementFuser, SignAgreementFuserOptions>("sign-agreement", "TIES: trim two task vectors, elect signs, merge what agrees")
        .AddFuser<EntryMaskFuser, EntryMaskFuserOptions>("entry-masks", "Recurrent-KIF's merge by masks of entries, once per task");
}
