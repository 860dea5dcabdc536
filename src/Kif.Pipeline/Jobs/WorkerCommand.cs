namespace Kif.Pipeline.Jobs;

/// <summary>A program that does single runs of a comparison: <c>kif</c>, or one that passes its arguments on to <c>KifCommandLine</c>.</summary>
/// <param name="FileName">The program.</param>
/// <param name="Before">Arguments before <c>compare</c>.</param>
/// <param name="After">Arguments after those that name the run, e.g. plug-ins.</param>
public sealed record WorkerCommand(string FileName, IReadOnlyList<string> Before, IReadOnlyList<string> After);
