namespace KifStrategy._1;

/// <summary>A quadratic penalty on the distance from the weights after the previous task: λ/2 · Σ (w − anchor)².</summary>
public sealed class KifStrategy__1Strategy(KifStrategy__1Options options) : ContinualStrategy
{
    private Tensor? anchor;

    /// <summary>Returns a term of the loss, once per step; all trainable weights are one flat vector.</summary>
    public override Tensor? Penalty(in PenaltyInput step) => anchor is null ? null : options.Lambda / 2 * (step.Weights - anchor).square().sum();

    /// <summary>Keeps a copy of the task's final weights.</summary>
    public override void AfterTask(in TaskFinished task) => Keep(ref anchor, task.Weights);

    /// <summary>Lists the state: it is saved, resumed, counted and freed.</summary>
    public override void Visit(IStateVisitor state) => state.Vector("anchor", ref anchor);
}
