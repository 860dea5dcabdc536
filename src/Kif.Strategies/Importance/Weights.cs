namespace Kif;

/// <summary>
/// The estimator by absolute weights, or by their absolute change in the task, at its end (algorithms.md 4, WeightMagnitude and TaskVectorMagnitude).
/// </summary>
/// <param name="moved">Whether to use the change |θ_k − θ̂_{k−1}| instead of |θ_k|.</param>
internal sealed class WeightImportance(bool moved) : IImportanceEstimator
{
    /// <inheritdoc/>
    public IImportanceTracker Track(in TaskStart start) =>
        new TaskEndTracker((in TaskEnd task) => moved ? task.Weights.sub(task.Start).abs_() : task.Weights.abs());
}

/// <summary>The tracker of an estimator that uses only the finished task.</summary>
/// <param name="score">Computes the scores.</param>
internal sealed class TaskEndTracker(TaskEndTracker.EndScore score) : IImportanceTracker
{
    /// <summary>Computes the importance per element of a finished task.</summary>
    public delegate Tensor EndScore(in TaskEnd task);

    public void Observe(in StepEnd step) { }

    public Tensor Score(in TaskEnd task) => score(task);

    public void Visit(IStateVisitor state) { }
}
