namespace KifStrategy._1;

/// <summary>Pulls the weights towards those kept after the previous task: λ/2 · Σ (w − anchor)².</summary>
public sealed class KifStrategy__1Strategy(KifStrategy__1Options options) : ContinualStrategy
{
    private Tensor? anchor;

    /// <summary>A term of the loss, asked for once a step; all trainable weights are one flat vector.</summary>
    public override Tensor? Penalty(in StepEnding step) => anchor is null ? null : options.Lambda / 2 * (step.Weights - anchor).square().sum();

    /// <summary>A task has ended, and these weights are kept.</summary>
    public override void Kept(in TaskKept task) => Keep(ref anchor, task.Weights);

    /// <summary>What is saved, resumed, counted and freed.</summary>
    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}
