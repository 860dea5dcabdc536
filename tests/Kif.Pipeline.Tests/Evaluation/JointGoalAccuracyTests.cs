using System.Text.Json;

namespace Kif.Tests.Evaluation;

public class JointGoalAccuracyTests
{
    private static readonly JsonElement[] Cases = KnownMetrics.Lines("jga.jsonl");

    [Theory, InlineData(false, "expected"), InlineData(true, "expected_strip")]
    public void Every_service_agrees_with_the_known_answers(bool strip, string field)
    {
        Cases.Should().HaveCountGreaterThan(20);
        var options = new DialogueOptions { Strip = strip };
        foreach (JsonElement c in Cases)
        {
            JsonElement expected = c.GetProperty(field);
            var scores = new List<double>();
            foreach (JsonProperty service in c.GetProperty("services").EnumerateObject())
            {
                JsonElement wanted = expected.GetProperty("per_service").GetProperty(service.Name);
                (string[] predictions, Example[] examples) = Rows(service.Value);
                double score = new JointGoalAccuracy(options).Score(predictions, examples), turns = wanted.GetProperty("turns").GetInt32();
                score.Should().BeApproximately(100 * wanted.GetProperty("jga").GetDouble(), 1e-12, c.Text("name"));
                (score * turns / 100).Should().BeApproximately(wanted.GetProperty("correct_turns").GetInt32(), 1e-9, c.Text("name"));
                new SlotAccuracy(options).Score(predictions, examples).Should()
                    .BeApproximately(100 * wanted.GetProperty("slot_accuracy").GetDouble(), 1e-12, c.Text("name"));
                scores.Add(score);
            }
            scores.Average().Should().BeApproximately(100 * expected.GetProperty("average_jga").GetDouble(), 1e-12, c.Text("name"));
            scores.Average().Should().BeApproximately(expected.GetProperty("average_jga_percent").GetDouble(), 1e-12, c.Text("name"));
        }
    }

    [Fact]
    public void Blanks_around_a_value_matter_in_the_known_case_and_nowhere_else() => Cases.Should().OnlyContain(c =>
        c.GetProperty("strip_matters").GetBoolean() == c.GetProperty("services").EnumerateObject().Any(s => Score(s.Value, false) != Score(s.Value, true)));

    [Fact]
    public void Any_reference_of_a_slot_is_right()
    {
        Example evening = new("", "6 pm", "1") { References = ["6 pm", "evening"], Dialogue = new("d", 0, "time") };
        new JointGoalAccuracy().Score(["Evening</s>"], [evening]).Should().Be(100);
    }

    [Fact]
    public void An_example_without_a_dialogue_is_refused_by_name()
    {
        Example with = new("", "x", "1") { Dialogue = new("d", 0, "a") }, without = new("", "x", "row 7");
        var metric = new JointGoalAccuracy();
        metric.Check("hotels", [with]);
        metric.Invoking(m => m.Check("hotels", [with, without])).Should().Throw<CompositionException>()
            .WithMessage("task 'hotels', example 'row 7' has no dialogue, turn and slot, which joint-goal-accuracy needs; *.idx file*");
        metric.Invoking(m => m.Score(["x", "x"], [with, without])).Should().Throw<CompositionException>().WithMessage("*'row 7'*");
        metric.Invoking(m => m.Score(["x"], [])).Should().Throw<ArgumentException>().WithMessage("1 predictions and 0 examples*");
    }

    private static double Score(JsonElement rows, bool strip)
    {
        (string[] predictions, Example[] examples) = Rows(rows);
        return new JointGoalAccuracy(new() { Strip = strip }).Score(predictions, examples);
    }

    /// <summary>Rows of dialogue, turn, slot, prediction and gold.</summary>
    private static (string[] Predictions, Example[] Examples) Rows(JsonElement rows) =>
        ([.. rows.EnumerateArray().Select(r => r[3].GetString()!)],
         [.. rows.EnumerateArray()
             .Select((r, i) => new Example("", r[4].GetString()!, $"{i}") { Dialogue = new(r[0].GetString()!, r[1].GetInt32(), r[2].GetString()!) })]);
}
