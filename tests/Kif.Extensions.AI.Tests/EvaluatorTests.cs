using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace Kif.Extensions.AI.Tests;

/// <summary>The evaluator's numbers are those of Kif's metrics, in percent, with an interpretation.</summary>
public sealed class EvaluatorTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "Where is Paris?")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Metrics => [.. KifServices.BuiltIn().ComponentsOf(ComponentKind.Metric).Select(m => m.Name)];

    [Theory, MemberData(nameof(Metrics))]
    public async Task Every_registered_metric_scores_as_it_does_in_a_comparison(string name)
    {
        var evaluator = new KifEvaluator(name);
        evaluator.EvaluationMetricNames.Should().Equal(name);
        var expected = new ExpectedAnswersContext("Paris is in France", "in france") { Dialogue = new("d", 1, "country") };
        ComponentDefinition definition = KifServices.BuiltIn().Component(ComponentKind.Metric, name);
        var metric = (ITaskMetric)definition.Create(Activator.CreateInstance(definition.OptionsType)!);
        foreach (string answer in new[] { "in france", "It lies in France, I think", "Spain", "" })
        {
            NumericMetric score = await Score(evaluator, answer, expected);
            score.Value.Should().Be(metric.Score([answer], [new("Where is Paris?", "Paris is in France", "1")
            {
                References = ["Paris is in France", "in france"], Dialogue = new("d", 1, "country"),
            }]));
            score.Interpretation!.Failed.Should().Be(score.Value < 50);
            score.Context!.Values.Should().ContainSingle().Which.Should().BeSameAs(expected);
            score.Diagnostics.Should().BeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Without_names_it_is_exact_match_and_the_passing_score_is_ones_own()
    {
        NumericMetric right = await Score(new KifEvaluator(), "PARIS!", new("paris"));
        (right.Name, right.Value, right.Interpretation!.Rating, right.Interpretation.Failed).Should().Be(("exact-match", 100, EvaluationRating.Exceptional, false));
        NumericMetric partly = await Score(new KifEvaluator("rouge-1") { PassingPercent = 80 }, "the big red house", new("the big blue house"));
        (partly.Value, partly.Interpretation!.Rating, partly.Interpretation.Failed).Should().Be((75, EvaluationRating.Good, true));
        partly.Reason.Should().Be("'the big red house' compared with 'the big blue house'");
    }

    [Fact]
    public async Task Settings_of_a_metric_are_set_by_its_choice()
    {
        ComponentChoice slots = ComponentChoice.Of("slot-accuracy");
        slots.Settings["ignorecase"] = "true";
        NumericMetric score = await Score(new KifEvaluator(KifServices.BuiltIn(), [slots]), "paris", new("Paris") { Dialogue = new("d", 1, "city") });
        score.Value.Should().Be(100);
        (await Score(new KifEvaluator("slot-accuracy"), "paris", new("Paris") { Dialogue = new("d", 1, "city") })).Value.Should().Be(0);
    }

    [Fact]
    public async Task Missing_answers_are_an_error_of_the_result_and_not_an_exception()
    {
        var evaluator = new KifEvaluator("exact-match", "joint-goal-accuracy");
        foreach ((EvaluationContext[] contexts, string message) in new (EvaluationContext[], string)[]
            { ([], "*ExpectedAnswersContext*"), ([new ExpectedAnswersContext("a"), new ExpectedAnswersContext("b")], "*2 contexts*allowed: one*") })
        {
            EvaluationResult result = await evaluator.EvaluateAsync(Question, new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")), null, contexts, Stop);
            foreach (EvaluationMetric metric in result.Metrics.Values)
            {
                ((NumericMetric)metric).Value.Should().BeNull();
                metric.Diagnostics.Should().ContainSingle().Which.Severity.Should().Be(EvaluationDiagnosticSeverity.Error);
                metric.Diagnostics![0].Message.Should().Match(message);
            }
        }
        EvaluationResult partly = await evaluator.EvaluateAsync(
            Question, new ChatResponse(new ChatMessage(ChatRole.Assistant, "a")), null, [new ExpectedAnswersContext("a")], Stop);
        partly.Get<NumericMetric>("exact-match").Value.Should().Be(100);
        partly.Get<NumericMetric>("joint-goal-accuracy").Diagnostics.Should().ContainSingle().Which.Message.Should().Contain("dialogue");
    }

    [Fact]
    public void Wrong_names_are_refused_when_it_is_made()
    {
        FluentActions.Invoking(() => new KifEvaluator("rougeL")).Should().Throw<CompositionException>().WithMessage("*'rougeL'*did you mean 'rouge-l'*");
        FluentActions.Invoking(() => new KifEvaluator("rouge-l", "rouge-l")).Should().Throw<ArgumentException>().WithMessage("*named 2 times*");
        FluentActions.Invoking(() => new KifEvaluator { PassingPercent = 101 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new ExpectedAnswersContext()).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task It_works_beside_others_in_a_composite()
    {
        var composite = new CompositeEvaluator(new KifEvaluator("exact-match"), new KifEvaluator("rouge-l"));
        EvaluationResult result = await composite.EvaluateAsync(
            Question, new ChatResponse(new ChatMessage(ChatRole.Assistant, "in france")), null, [new ExpectedAnswersContext("In France.")], Stop);
        result.Metrics.Keys.Should().BeEquivalentTo("exact-match", "rouge-l");
        result.Metrics.Values.Cast<NumericMetric>().Should().OnlyContain(m => m.Value == 100);
    }

    private static async Task<NumericMetric> Score(KifEvaluator evaluator, string answer, ExpectedAnswersContext expected) =>
        (NumericMetric)(await evaluator.EvaluateAsync(Question, new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)), null, [expected], Stop))
            .Metrics.Values.Single();
}
