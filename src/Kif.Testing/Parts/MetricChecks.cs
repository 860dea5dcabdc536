namespace Kif.Testing;

/// <summary>The checks of a task metric.</summary>
internal static class MetricChecks
{
    public static IReadOnlyList<PromiseCheck<MetricUnderTest>> All { get; } =
    [
        new("metric-range", "a score lies between 0 and 100", Range),
        new("metric-best", "the wanted answers score 100, and no others more", Best, "metric-range"),
        new("metric-references", "of several references the best counts", References, "metric-best"),
        new("metric-order", "the order of the examples does not change a score", Order, "metric-range"),
        new("metric-repeats", "the same answers score the same again", Repeats, "metric-range"),
        new("metric-refuses", "lists of different lengths and empty ones are refused with an ArgumentException", Refuses),
    ];

    private static void Range(MetricUnderTest subject)
    {
        foreach ((string what, string[] answers) in Answers(subject))
            if (subject.Create().Score(answers, subject.Examples) is var score && score is not (>= 0 and <= 100))
                throw new ConformanceException($"scored {what} with {score}");
    }

    private static void Best(MetricUnderTest subject)
    {
        double score = subject.Create().Score([.. subject.Examples.Select(e => e.Target)], subject.Examples);
        if (Math.Abs(score - 100) > 1e-9) throw new ConformanceException($"scored the wanted answers with {score}");
    }

    private static void References(MetricUnderTest subject)
    {
        Example[] several = [.. subject.Examples.Select(e => e with { References = ["quite another answer", e.Target] })];
        if (subject.Create().Score([.. several.Select(e => e.References[1])], several) is var score && Math.Abs(score - 100) > 1e-9)
            throw new ConformanceException($"scored answers that equal the second of two references with {score}");
    }

    private static void Order(MetricUnderTest subject)
    {
        foreach ((string what, string[] answers) in Answers(subject))
        {
            double score = subject.Create().Score(answers, subject.Examples), turned = subject.Create()
                .Score([.. Enumerable.Reverse(answers)], [.. subject.Examples.Reverse()]);
            if (Math.Abs(score - turned) > 1e-9) throw new ConformanceException($"scored {what} with {score}, and with {turned} in reverse order");
        }
    }

    private static void Repeats(MetricUnderTest subject)
    {
        ITaskMetric metric = subject.Create();
        foreach ((string what, string[] answers) in Answers(subject))
        {
            double first = metric.Score(answers, subject.Examples), again = metric.Score(answers, subject.Examples), fresh = subject.Create()
                .Score(answers, subject.Examples);
            if (first != again || first != fresh) throw new ConformanceException($"scored {what} with {first}, then with {again}, and made anew with {fresh}");
        }
    }

    private static void Refuses(MetricUnderTest subject)
    {
        Refused(subject, "one answer to two examples", ["a"], [.. subject.Examples.Take(2)]);
        Refused(subject, "no answer to no example", [], []);
    }

    private static void Refused(MetricUnderTest subject, string what, string[] answers, Example[] examples)
    {
        try
        {
            throw new ConformanceException($"scored {what} with {subject.Create().Score(answers, examples)}");
        }
        catch (ArgumentException)
        {
            // As it should be.
        }
    }

    private static IEnumerable<(string What, string[] Answers)> Answers(MetricUnderTest subject)
    {
        string[] right = [.. subject.Examples.Select(e => e.Target)];
        yield return ("the wanted answers", right);
        yield return ("answers of which the first is right", [.. right.Select((a, i) => i == 0 ? a : "zzz")]);
        yield return ("the answers of the neighbors", [.. right.Skip(1), right[0]]);
        yield return ("empty answers", [.. right.Select(_ => "")]);
        yield return ("long answers", [.. right.Select(a => string.Join(' ', Enumerable.Repeat(a, 40)))]);
    }
}

/// <summary>A metric, and examples that it can score.</summary>
internal sealed record MetricUnderTest(Func<ITaskMetric> Create, IReadOnlyList<Example> Examples);
