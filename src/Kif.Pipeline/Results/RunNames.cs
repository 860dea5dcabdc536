using System.Globalization;
using Kif.Models;

namespace Kif;

/// <summary>
/// The check of names that come out of the files of a comparison, which may be another person's: those that make paths are checked like typed ones.
/// </summary>
internal static class RunNames
{
    /// <summary>The most runs of a comparison: far more than any has, few enough to list.</summary>
    private const long MostRuns = 1_000_000;

    private const string Allowed = "lower-case letters, digits and the signs - and +";

    /// <summary>Whether a name can be that of a strategy or an order, and so of a folder.</summary>
    public static bool IsFolderName(string? name) =>
        name is { Length: > 0 and <= 255 } && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '+');

    /// <summary>Whether a name can be that of a task: it may have any characters that are seen.</summary>
    public static bool IsTaskName(string? name) => name is { Length: > 0 } && !name.Any(c => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Returns a description whose names are safe.</summary>
    /// <param name="description">The description.</param>
    /// <param name="file">The file that it was read from.</param>
    /// <exception cref="InvalidDataException">A name is missing or is none; the message has the file, the place and the name.</exception>
    public static RunDescription Checked(RunDescription description, string file)
    {
        Folders(description.Strategies, file, "strategies");
        Folders(description.Orders?.Select(o => o?.Name), file, "orders");
        Tasks(description.Orders!.SelectMany(o => o.Tasks ?? throw Missing(file, $"tasks of {o.Name}")), file, "orders");
        Tasks(description.Tasks?.Select(t => t?.Name), file, "tasks");
        Tasks(description.Unseen, file, "unseen");
        if (description.Seeds is null) throw Missing(file, "seeds");
        if (description.Baseline is { } baseline) Folders([baseline], file, "baseline");
        Folders(description.Compositions?.Keys, file, "compositions");
        Once(description.Strategies!, file, "strategies");
        Once(description.Orders!.Select(o => o.Name), file, "orders");
        Once(description.Seeds, file, "seeds");
        if ((double)description.Strategies!.Count * description.Orders!.Count * description.Seeds.Count > MostRuns)
            throw new InvalidDataException($"{file}: {description.Strategies.Count} strategies, {description.Orders.Count} orders and "
                + $"{description.Seeds.Count} seeds are more than {MostRuns} runs");
        return description;
    }

    /// <summary>Returns a run's record whose names are safe.</summary>
    /// <inheritdoc cref="Checked(RunDescription, string)"/>
    /// <param name="record">The record.</param>
    /// <param name="file">The file that it was read from.</param>
    public static RunRecord Checked(RunRecord record, string file)
    {
        Checked(record.Key, file);
        if (record.CopyOf is { } other) Checked(other, file);
        Tasks(record.Tasks, file, "tasks");
        if (record.Unseen is { } unseen) Tasks(unseen.Tasks, file, "unseen");
        Matrix(record, file);
        foreach (string name in record.Files?.Keys ?? throw Missing(file, "files"))
            if (SafePath.Below("", name) is null)
                throw new InvalidDataException($"{file}: files has '{DisplayText.Of(name)}', which is no path below the run's folder");
        return record;
    }

    /// <summary>Returns a failure whose names are safe.</summary>
    /// <inheritdoc cref="Checked(RunDescription, string)"/>
    /// <param name="failure">The failure.</param>
    /// <param name="file">The file that it was read from.</param>
    public static RunFailure Checked(RunFailure failure, string file)
    {
        Checked(failure.Key, file);
        return failure with { Message = failure.Message ?? "" };
    }

    /// <summary>Throws unless the scores are those of the tasks: a matrix is allocated by their number.</summary>
    private static void Matrix(RunRecord record, string file)
    {
        int tasks = record.Tasks.Count;
        if (record.Untrained?.Count != tasks || record.Matrix?.Count != tasks || record.Matrix.Any(row => row?.Count != tasks))
            throw new InvalidDataException($"{file}: untrained and matrix do not have a score for each of its {tasks} tasks");
    }

    private static void Once<T>(IEnumerable<T> names, string file, string place)
    {
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException($"{file}: {place} has '{DisplayText.Of($"{twice.Key}")}' twice");
    }

    private static void Checked(RunKey? key, string file)
    {
        if (key is null) throw Missing(file, "key");
        Folders([key.Strategy], file, "key.strategy");
        Folders([key.Order], file, "key.order");
    }

    private static void Folders(IEnumerable<string?>? names, string file, string place)
    {
        foreach (string? name in names ?? throw Missing(file, place))
            if (!IsFolderName(name))
                throw new InvalidDataException($"{file}: {place} has '{DisplayText.Of(name ?? "null")}', which is no name of a folder of runs; "
                    + $"it has {Allowed}");
    }

    private static void Tasks(IEnumerable<string?>? names, string file, string place)
    {
        foreach (string? name in names ?? throw Missing(file, place))
            if (!IsTaskName(name))
                throw new InvalidDataException($"{file}: {place} has '{DisplayText.Of(name ?? "null")}', which is no name of a task: "
                    + "it is empty or has control characters");
    }

    private static InvalidDataException Missing(string file, string place) => new($"{file}: {place} is missing");
}
