using System.Globalization;

namespace Kif;

/// <summary>The format of <c>steps.csv</c>.</summary>
internal static class StepsFile
{
    public const string Head = "task,phase,step,loss,added,gradient_norm,learning_rate,skipped";

    public static string Line(StepFinished step) => string.Create(CultureInfo.InvariantCulture,
        $"{Cell(step.Position.Task)},{Cell(step.Position.Phase ?? "")},{step.Position.Step},{step.Loss:R},{step.Terms.Values.Sum():R},"
        + $"{step.GradientNorm:R},{step.LearningRate:R},{(step.Skipped ? 1 : 0)}");

    /// <summary>Reads the file.</summary>
    /// <exception cref="InvalidDataException">A line is malformed; the message has file and line.</exception>
    public static IReadOnlyList<SavedStep> Read(string file)
    {
        var steps = new List<SavedStep>();
        int number = 1;
        foreach (string line in RunJson.Lines(file).Skip(1))
        {
            number++;
            try { steps.Add(Parse(line)); }
            catch (Exception e) when (e is FormatException or IndexOutOfRangeException
            or OverflowException) { throw new InvalidDataException($"{file}, line {number}: '{DisplayText.Of(line)}' is no step", e); }
        }
        return steps;
    }

    private static SavedStep Parse(string line)
    {
        List<string> cells = Cells(line);
        double Real(int i) => double.Parse(cells[i], CultureInfo.InvariantCulture);
        return cells.Count != 8 ? throw new FormatException()
            : new(CsvCell.Told(cells[0]), CsvCell.Told(cells[1]), int.Parse(cells[2], CultureInfo.InvariantCulture),
                Real(3), Real(4), Real(5), Real(6), cells[7] == "1");
    }

    /// <summary>Writes a cell without line breaks, as a step is one line.</summary>
    private static string Cell(string text) => CsvCell.Of(text.ReplaceLineEndings(" "));

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new System.Text.StringBuilder();
        bool quoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[++i]);
            else if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(line[i]);
        }
        cells.Add(cell.ToString());
        return cells;
    }
}

/// <summary>A line of <c>steps.csv</c>: one optimizer step.</summary>
/// <param name="Task">The task in training.</param>
/// <param name="Phase">The phase; empty for the task's own steps.</param>
/// <param name="Step">0-based within the task, or within the phase.</param>
/// <param name="Loss">Mean cross entropy of the step's target tokens.</param>
/// <param name="Added">The terms that parts added to it.</param>
/// <param name="GradientNorm">Global norm before clipping; NaN or infinite where the step was skipped.</param>
/// <param name="LearningRate">Its rate.</param>
/// <param name="Skipped">Whether it was skipped because of a gradient that is not finite.</param>
internal sealed record SavedStep(string Task, string Phase, int Step, double Loss, double Added, double GradientNorm, double LearningRate, bool Skipped);
