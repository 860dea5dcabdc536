using System.Text.Json;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>On-policy replay against what the published scripts kept of prepared answers: budgets, scores and choices (algorithms.md 10.19).</summary>
public sealed class OprAnswerTests
{
    private static readonly JsonElement Known =
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Fixtures.Root, "baseline-traces", "opr", "known-answers.json"))).RootElement;

    private static readonly RougeMetric Rouge = new(RougeVariant.RougeL, new() { Stem = false });

    public static TheoryData<int> Runs => [.. Enumerable.Range(0, Known.GetProperty("runs").GetArrayLength())];

    [Theory]
    [MemberData(nameof(Runs))]
    public void The_same_answers_are_kept_in_the_same_order_with_the_same_scores(int index)
    {
        JsonElement run = Known.GetProperty("runs")[index];
        bool likelihood = run.GetProperty("rule").GetString() == "sc";
        int tasks = run.GetProperty("last_finished_task").GetInt32() + 1, part = run.GetProperty("budget").GetInt32() / tasks;
        part.Should().Be(run.GetProperty("per_task").GetInt32());
        var kept = new List<(string, double)>();
        foreach (JsonProperty task in Known.GetProperty("inputs").EnumerateObject().Take(tasks))
        {
            // The published code leaves out what is longer than 2,048 tokens; Kif shortens prompts.
            JsonElement[] answers = [.. task.Value.EnumerateArray().Where(a => !Text(a, "prompt").EndsWith("too long", StringComparison.Ordinal))];
            double[] scores = [.. answers.Select(a => likelihood ? AnswerScores.Average(Tokens(a.GetProperty("token_log_probability_dicts")), true)
                : task.Name == "MeetingBank" ? Overlap(Text(a, "gold"), Text(a, "response")) : AnswerScores.FirstCharacter(Text(a, "gold"), Text(a, "response")))];
            kept.AddRange(AnswerScores.Largest(scores, part).Select(i => (Text(answers[i], "prompt"), scores[i])));
        }
        (string, double)[] wanted = [.. run.GetProperty("kept").EnumerateArray().Select(k => (k[0].GetString()!, k[1].GetDouble()))];
        kept.Select(k => k.Item1).Should().Equal(wanted.Select(w => w.Item1));
        foreach (((_, double seen), (_, double expected)) in kept.Zip(wanted)) seen.Should().BeApproximately(expected, 1e-9);
    }

    [Fact]
    public void Budgets_are_truncated_as_in_floating_point_or_exactly_where_that_is_asked_for()
    {
        foreach (JsonElement budget in Known.GetProperty("budget").EnumerateArray())
        {
            (double share, int examples) = (budget.GetProperty("rho").GetDouble(), budget.GetProperty("dataset_size").GetInt32());
            new OprOptions { Share = share }.Budget(examples).Should().Be(budget.GetProperty("budget").GetInt32(), $"of {share}");
            new OprOptions { Share = share, ExactBudget = true }.Budget(examples).Should().Be((int)Math.Floor((decimal)share * examples));
        }
        new OprOptions { Share = 0.0058, ExactBudget = true }.Budget(5000).Should().Be(29);
    }

    [Fact]
    public void Answers_score_as_recorded_by_each_rule()
    {
        JsonElement rules = Known.GetProperty("rule_scores");
        foreach (JsonElement one in rules.GetProperty("first_character").EnumerateArray())
            AnswerScores.FirstCharacter(one[0].GetString()!, one[1].GetString()!).Should().Be(one[2].GetDouble(), one.ToString());
        foreach (JsonElement one in rules.GetProperty("number").EnumerateArray())
            AnswerScores.LastNumber(one[0].GetString()!, one[1].GetString()!).Should().Be(one[2].GetDouble(), one.ToString());
        foreach (JsonElement one in rules.GetProperty("rouge_l").EnumerateArray())
            Overlap(one[0].GetString()!, one[1].GetString()!).Should().BeApproximately(one[2].GetDouble(), 1e-9, one.ToString());
        foreach (JsonElement one in Known.GetProperty("average_log_probability").EnumerateArray())
            AnswerScores.Average(Tokens(one[0]), true).Should().BeApproximately(one[1].GetDouble(), 1e-15);
        AnswerScores.Average([(-1, -1), (-3, -0.5)], false).Should().Be(-2, "of the chosen tokens alone");
    }

    private static string Text(JsonElement answer, string name) => answer.GetProperty(name).GetString()!;

    private static double Overlap(string expected, string answer) => Rouge.Score([answer], [new Example("", expected, "")]);

    /// <summary>The log-probabilities of each position: of the chosen token, and of the likeliest where that is another one.</summary>
    private static (double Chosen, double Likeliest)[] Tokens(JsonElement positions) =>
        [.. positions.EnumerateArray().Select(p => p.EnumerateArray().Select(v => v.GetDouble()).ToArray()).Select(v => (v.Min(), v.Max()))];
}
