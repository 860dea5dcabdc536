namespace Kif.Pipeline.Evaluation;

/// <summary>One answer to a test example.</summary>
/// <param name="After">Tasks learnt when it was given; 0 for the untrained model.</param>
/// <param name="Task">The task of the example.</param>
/// <param name="Id">The example's id.</param>
/// <param name="Reference">The wanted answer.</param>
/// <param name="Answer">The given answer.</param>
public sealed record Prediction(int After, string Task, string Id, string Reference, string Answer);
