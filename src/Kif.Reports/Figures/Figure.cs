using Kif.Reports.Scenes;

namespace Kif.Reports.Figures;

/// <summary>A chart with its message in words and in numbers.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Says">Its message in a sentence, also for screen readers.</param>
/// <param name="Draw">Draws it at a width.</param>
/// <param name="Table">Its numbers; null if a table of several charts has them.</param>
internal sealed record Figure(string Title, string Says, Func<double, Scene> Draw, DataTable? Table);
