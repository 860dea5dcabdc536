namespace Kif.Pipeline.Output;

/// <summary>A line of <c>steps.csv</c>: one optimizer step.</summary>
/// <param name="Task">The task in training.</param>
/// <param name="Phase">The phase; empty for the task's own steps.</param>
/// <param name="Step">0-based within the task, or within the phase.</param>
/// <param name="Loss">Mean cross entropy of the step's target tokens.</param>
/// <param name="Added">The terms that parts added to it.</param>
/// <param name="GradientNorm">Global norm before clipping; NaN or infinite where the step was skipped.</param>
/// <param name="LearningRate">Its rate.</param>
/// <param name="Skipped">Whether it was skipped because of a gradient that is not finite.</param>
public sealed record SavedStep(string Task, string Phase, int Step, double Loss, double Added, double GradientNorm, double LearningRate, bool Skipped);
