using Kif.Reports.Scenes;

namespace Kif.Reports.Figures;

/// <summary>A chart with what it says in words and in numbers.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Says">What it shows, in a sentence, for those who don't see it.</param>
/// <param name="Draw">Draws it in a width.</param>
/// <param name="Table">Its numbers; null where a table of several charts has them.</param>
internal sealed record Figure(string Title, string Says, Func<double, Scene> Draw, DataTable? Table);
