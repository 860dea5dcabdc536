namespace Kif.Pipeline.Events;

/// <summary>An optimiser step is over.</summary>
/// <param name="Position">Where in the run.</param>
/// <param name="Loss">Mean cross entropy of the step's target tokens.</param>
/// <param name="Terms">What parts added, by part name; penalties and losses together.</param>
/// <param name="GradientNorm">Global norm before clipping; NaN or infinite where the step was skipped.</param>
/// <param name="LearningRate">Rate of this step.</param>
/// <param name="Skipped">Whether the step was skipped for a gradient that is not finite.</param>
public sealed record StepFinished(
    StepPosition Position, double Loss, IReadOnlyDictionary<string, double> Terms, double GradientNorm, double LearningRate, bool Skipped) : RunEvent
{
    /// <summary>Tokens that the step computed with, as <see cref="Training.RunCost.Tokens"/> counts them.</summary>
    public long Tokens { get; init; }

    /// <summary>Examples that the step computed with.</summary>
    public long Examples { get; init; }
}
