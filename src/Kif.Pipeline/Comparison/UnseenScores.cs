namespace Kif.Pipeline.Comparison;

/// <summary>Scores, in percent, of tasks that are evaluated after every task and never trained.</summary>
/// <param name="Tasks">Their names.</param>
/// <param name="Rows">Row 0 is the untrained model, row l the model after l tasks; one score per name. NaN if a strategy has no answer.</param>
public sealed record UnseenScores(IReadOnlyList<string> Tasks, IReadOnlyList<IReadOnlyList<double>> Rows);
