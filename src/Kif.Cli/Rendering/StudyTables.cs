using Kif.Pipeline.Studies;
using Spectre.Console;

namespace Kif.Cli.Rendering;

/// <summary>The tables of a study, each of at most 80 columns.</summary>
internal static class StudyTables
{
    public static void Write(IAnsiConsole console, StudyResult result)
    {
        foreach (StudyTable study in StudyReport.Tables(result))
        {
            console.WriteLine();
            console.WriteLine(study.Question);
            var table = new Table().Border(TableBorder.Simple);
            foreach (string column in study.Columns) table.AddColumn(new TableColumn(column).NoWrap().PadLeft(0).PadRight(2));
            foreach (TableColumn column in table.Columns.Skip(1)) column.RightAligned();
            foreach (IReadOnlyList<string> row in study.Rows) table.AddRow([.. row]);
            console.Write(table);
            foreach (string note in study.Notes) console.WriteLine(note);
        }
    }
}
