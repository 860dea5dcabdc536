using System.Globalization;

namespace Kif;

/// <summary>A metric that compares a form of answers instead of every character.</summary>
internal interface IAnswerForm
{
    /// <summary>The advice where the form keeps too little.</summary>
    string Advice { get; }

    /// <summary>Returns the form that is compared.</summary>
    string Form(string answer);
}

/// <summary>Finds, before training, what a score of a task can't show.</summary>
/// <param name="metric">The metric.</param>
/// <param name="options">The options of answering.</param>
/// <param name="limits">The lengths of answers.</param>
internal sealed class TaskWarnings(ITaskMetric metric, EvaluationOptions options, AnswerLimits limits)
{
    /// <summary>The most distinct answers that a metric without a form is asked about, pair by pair.</summary>
    private const int MostPaired = 64;

    /// <summary>The most distinct answers of a task whose answers are labels: any two of them must be told apart.</summary>
    private const int MostLabels = 100;

    private const int ChoicesShown = 4;

    private const double All = 100 - 1e-9;

    /// <summary>Returns the warnings about a task.</summary>
    /// <param name="task">The task.</param>
    /// <param name="most">The most tokens of a target that are learned.</param>
    public IEnumerable<string> Of(LearningTask task, int most) =>
        [.. Uncounted(task), .. Alike(task),
            .. options.AnswerBy == AnswerMode.Generation ? (string[])[.. TooLong(task, most), .. Unwritable(task, most)] : [.. OutOfChoice(task)]];

    /// <summary>Returns warnings about test rows that are among the training rows of any task.</summary>
    public static IEnumerable<string> Seen(IReadOnlyList<LearningTask> trained, IReadOnlyList<LearningTask> tested)
    {
        HashSet<(string, string)> rows = [.. trained.SelectMany(t => t.Train).Select(e => (e.Input, e.Target))];
        foreach (LearningTask task in tested)
            if (task.Test.Count(e => rows.Contains((e.Input, e.Target))) is > 0 and var seen)
                yield return Say($"task '{Name(task)}': {seen} of {task.Test.Count} test rows are among the training rows, so its scores show memory too");
    }

    /// <summary>Wanted answers that do not get the full score when they are given, and those for which an empty answer gets it.</summary>
    private IEnumerable<string> Uncounted(LearningTask task)
    {
        Example[] missed = [.. task.Test.Where(e => Score(e.Target, e) < All)], empty = [.. task.Test.Where(e => Score("", e) >= All)];
        if (missed is [var first, ..])
            yield return Say($"task '{Name(task)}': {missed.Length} of {task.Test.Count} wanted answers do not get the full score under {metric.Name} ")
                + $"even if the model gives them to the letter (the first: {Shown(first.Target)}){Advice}";
        if (empty is [var silent, ..])
            yield return Say($"task '{Name(task)}': an empty answer is right under {metric.Name} for {empty.Length} of {task.Test.Count} test rows ")
                + $"(the first: {Shown(silent.Target)}){Advice}";
    }

    /// <summary>Different answers that the metric can't tell apart.</summary>
    private IEnumerable<string> Alike(LearningTask task)
    {
        string[] answers = [.. task.Labels.Concat(task.Test.Select(e => e.Target)).Concat(task.Test.SelectMany(e => e.Choices)).Distinct()];
        bool labels = answers.Length <= MostLabels;
        IEnumerable<IEnumerable<string>> groups = metric is IAnswerForm form ? answers.GroupBy(form.Form) : answers.Length <= MostPaired ? [answers] : [];
        DialogueSlot? slot = task.Test.FirstOrDefault()?.Dialogue;
        (string A, string B)[] pairs = [.. groups.SelectMany(group => Pairs([.. group], labels, slot)).Take(MostLabels)];
        if (pairs.Length > 0)
            yield return Say($"task '{Name(task)}': {metric.Name} can't tell {Shown(pairs[0].A)} from {Shown(pairs[0].B)}")
                + (pairs.Length > 1 ? Say($", nor {pairs.Length - 1} more pairs of answers") : "") + Advice;
    }

    private IEnumerable<(string, string)> Pairs(string[] group, bool labels, DialogueSlot? slot)
    {
        for (int i = 0; i < group.Length; i++)
            for (int j = i + 1; j < Math.Min(group.Length, i + MostPaired); j++)
                if ((labels || Plain(group[i]) != Plain(group[j])) && Score(group[i], new("", group[j], "") { Dialogue = slot }) >= All)
                    yield return (group[i], group[j]);
    }

    /// <summary>Returns a free answer without what people write in several ways: case, and marks at its ends.</summary>
    private static string Plain(string answer) =>
        PythonStrings.JoinWords(PythonStrings.Lower(answer)).Trim(' ', '.', ',', ';', ':', '!', '?', '"', '\'', '(', ')');

    /// <summary>Test rows whose right answer is none of those to choose from.</summary>
    private IEnumerable<string> OutOfChoice(LearningTask task)
    {
        IReadOnlyList<string> labels = task.Labels;
        IReadOnlyList<string> Choices(Example e) => e.Choices.Count > 0 ? e.Choices : labels;
        Example[] without = [.. task.Test.Where(e => Choices(e) is { Count: > 0 } choices && !choices.Contains(e.Target)
            && Score(e.Target, e) >= All && !choices.Any(c => Score(c, e) >= All))];
        if (without is not [var first, ..]) yield break;
        string among = string.Join(", ", Choices(first).Take(ChoicesShown).Select(Shown)) + (Choices(first).Count > ChoicesShown ? ", …" : "");
        yield return Say($"task '{Name(task)}': {without.Length} of {task.Test.Count} test rows can't be answered right by likelihood: the wanted answer is ")
            + $"none of {(first.Choices.Count > 0 ? "the row's choices" : "the answers to learn")} (the first: {Shown(first.Target)}, among {among}); "
            + "write the right choice as a text, or answer by generation";
    }

    private IEnumerable<string> TooLong(LearningTask task, int most)
    {
        int limit = limits.Of(task), test = task.Test.Count(e => limits.Length(e) > limit);
        int cut = task.Train.Concat(task.Test).Count(e => limits.Length(e) >= most);
        if (test > 0)
            yield return Say($"task '{Name(task)}': {test} of {task.Test.Count} wanted answers are longer than the {limit} tokens that an answer may have, ")
                + "and can't be given whole; --max-new-tokens (compare.evaluation.maxnewtokens) raises the limit";
        if (cut > 0)
            yield return Say($"task '{Name(task)}': {cut} of {task.Train.Count + task.Test.Count} wanted answers have {most} tokens or more, and only so many ")
                + "are learned; compare.limits.maxtarget (of masked models: maskedplaces) raises the limit, as far as the model has positions";
    }

    /// <summary>Wanted answers that the tokenizer can't write, e.g. for lack of capitals or characters.</summary>
    private IEnumerable<string> Unwritable(LearningTask task, int most)
    {
        Example[] lost = [.. task.Test.Where(e => limits.Length(e) < most && Score(e.Target, e) >= All && Score(limits.Written(e), e) < All)];
        if (lost is [var first, ..])
            yield return Say($"task '{Name(task)}': {lost.Length} of {task.Test.Count} wanted answers do not get the full score under {metric.Name} as the ")
                + $"model's tokenizer writes them (the first: {Shown(first.Target)} becomes {Shown(limits.Written(first))})";
    }

    private string Advice => metric is IAnswerForm form ? $"; {form.Advice}" : "";

    private double Score(string answer, Example example)
    {
        try { return metric.Score([answer], [example]); }
        catch (Exception e) when (e is CompositionException or ArgumentException) { return double.NaN; }
    }

    private static string Name(LearningTask task) => DisplayText.Of(task.Name);

    private static string Shown(string answer) => $"'{DisplayText.Of(answer, 40)}'";

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
