namespace Kif.Pipeline.Events;

/// <summary>The event that an optimizer step is finished.</summary>
/// <param name="Position">The position in the run.</param>
/// <param name="Loss">Mean cross entropy of the step's target tokens.</param>
/// <param name="Terms">The terms that parts added, by part name; penalties and losses together.</param>
/// <param name="GradientNorm">Global norm before clipping; NaN or infinite where the step was skipped.</param>
/// <param name="LearningRate">Rate of this step.</param>
/// <param name="Skipped">Whether the step was skipped because of a gradient that is not finite.</param>
public sealed record StepFinished(
    StepPosition Position, double Loss, IReadOnlyDictionary<string, double> Terms, double GradientNorm, double LearningRate, bool Skipped) : RunEvent
{
    /// <summary>Tokens of the step's batches, as <see cref="Training.RunCost.Tokens"/> counts them.</summary>
    public long Tokens { get; init; }

    /// <summary>Examples of the step's batches.</summary>
    public long Examples { get; init; }
}
