namespace Kif.Strategies;

/// <summary>Registers the parts that strategies of the KIF family are composed from.</summary>
internal static class PartRegistration
{
    public static KifCatalog AddDecomposers(this KifCatalog catalog) => catalog
        .AddComponent<ISkillUnitDecomposer, NoOptions>("rank", "row i of A with column i of B of every LoRA module", _ => new RankUnits())
        .AddComponent<ISkillUnitDecomposer, NoOptions>("matrix", "every trainable tensor", _ => new MatrixUnits())
        .AddComponent<ISkillUnitDecomposer, NoOptions>("layer", "all trainable tensors of a layer; tensors outside layers one by one", _ => new LayerUnits())
        .AddComponent<ISkillUnitDecomposer, HeadUnitsOptions>("head", "every attention head; the rest tensor by tensor", o => new HeadUnits(o))
        .AddComponent<ISkillUnitDecomposer, NoOptions>("entry", "every single trainable entry", _ => new EntryUnits());

    public static KifCatalog AddEstimators(this KifCatalog catalog) => catalog
        .AddComponent<IImportanceEstimator, SensitivityOptions>("mixed", "smoothed |x - x²/2| of x = w·g times its uncertainty", o => new Sensitivity(SensitivityOrder.Mixed, o))
        .AddComponent<IImportanceEstimator, SensitivityOptions>("first-order", "smoothed |w·g| times its uncertainty", o => new Sensitivity(SensitivityOrder.First, o))
        .AddComponent<IImportanceEstimator, SensitivityOptions>("second-order", "smoothed (w·g)² times its uncertainty", o => new Sensitivity(SensitivityOrder.Second, o))
        .AddComponent<IImportanceEstimator, SensitivityAblationOptions>("sensitivity-only", "the smoothed sensitivity without its uncertainty (ablation)", o => new Sensitivity(o.Order, o, SensitivityScore.Sensitivity))
        .AddComponent<IImportanceEstimator, SensitivityAblationOptions>("uncertainty-only", "the uncertainty of the smoothed sensitivity alone (ablation)", o => new Sensitivity(o.Order, o, SensitivityScore.Uncertainty))
        .AddComponent<IImportanceEstimator, GradientImportanceOptions>("gradient", "moving average of |g|", o => new GradientImportance(o))
        .AddComponent<IImportanceEstimator, SquaredGradientOptions>("gradient-squared", "moving average of g², corrected for its start", o => new GradientImportance(o))
        .AddComponent<IImportanceEstimator, FisherImportanceOptions>("fisher", "Fisher information by a pass over at most 1,000 examples", o => new FisherImportance(o))
        .AddComponent<IImportanceEstimator, NoOptions>("magnitude", "|w| at the end of the task", _ => new WeightImportance(moved: false))
        .AddComponent<IImportanceEstimator, NoOptions>("task-vector", "how far the task moved each weight", _ => new WeightImportance(moved: true))
        .AddComponent<IImportanceEstimator, PathImportanceOptions>("path-integral", "synaptic intelligence: loss won along the path, by squared distance", o => new PathImportance(o))
        .AddComponent<IImportanceEstimator, MasImportanceOptions>("mas", "gradients of the logits' squared norm by a pass over at most 1,000 examples, without labels", o => new MasImportance(o))
        .AddComponent<IImportanceEstimator, NoOptions>("random", "uniform random scores (control)", _ => new RandomImportance())
        .AddComponent<IImportanceEstimator, NoOptions>("constant", "1 everywhere (control)", _ => new ConstantImportance());

    public static KifCatalog AddFusers(this KifCatalog catalog) => catalog
        .AddComponent<IKnowledgeFuser, AdaptiveFuserOptions>("adaptive", "two-way softmax of the normalised scores", o => new AdaptiveFuser(o))
        .AddComponent<IKnowledgeFuser, ThresholdFuserOptions>("threshold", "keep, take, blend or average by two percentiles", o => new ThresholdFuser(o))
        .AddComponent<IKnowledgeFuser, NoOptions>("average", "half and half everywhere (control)", _ => new ConstantFuser(0.5))
        .AddComponent<IKnowledgeFuser, NoOptions>("take-current", "always the new weights (control)", _ => new ConstantFuser(1))
        .AddComponent<IKnowledgeFuser, NoOptions>("take-previous", "always the old weights (control)", _ => new ConstantFuser(0))
        .AddComponent<IKnowledgeFuser, FisherWeightedFuserOptions>("fisher-weighted", "average weighted by importance, entry by entry", o => new FisherWeightedFuser(o))
        .AddComponent<IKnowledgeFuser, SignAgreementFuserOptions>("sign-agreement", "TIES: trim two task vectors, elect signs, merge what agrees", o => new SignAgreementFuser(o))
        .AddComponent<IKnowledgeFuser, EntryMaskFuserOptions>("entry-masks", "Recurrent-KIF's merge by masks of entries, once per task", o => new EntryMaskFuser(o));
}
