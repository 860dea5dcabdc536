using System.Globalization;
using Kif.Pipeline.Tests.Training;
using Kif.Tests;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>L2, EWC, SI, MAS and LwF against recorded runs of independent implementations: losses, penalties, weights and the state after every task.</summary>
public sealed class RegularizerTraceTests(ITestOutputHelper output)
{
    private static readonly KifCatalog Catalog = KifServices.BuiltIn();

    public static TheoryData<string> Ewc => Named("ewc");

    public static TheoryData<string> Si => Named("si");

    public static TheoryData<string> Mas => Named("mas");

    public static TheoryData<string> Lwf => Named("lwf");

    public static TheoryData<string> L2 => Named("l2");

    [Theory]
    [MemberData(nameof(L2))]
    public void A_trace_of_L2_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("baseline-traces", name);
        BaselineTrace.Follow(trace, Only("l2", new L2Options { Lambda = Number(trace, "l2_lambda"), Half = false }, out _), output);
    }

    [Theory]
    [MemberData(nameof(Ewc))]
    public void A_trace_of_EWC_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("baseline-traces", name);
        bool online = trace.Text("mode") == "online";
        var options = new EwcOptions
        {
            Profile = MethodProfile.OfficialCode, Lambda = Number(trace, "ewc_lambda"), Online = online,
            Estimate = Estimate("fisher", ("batchsize", trace.Batch)),
        };
        if (online) options.Decay = Number(trace, "decay_factor");
        Tensor? earlier = null;
        BaselineTrace.Follow(trace, Only("ewc", options, out ContinualStrategy ewc), output, (learner, task, _, check) =>
        {
            // In separate mode the state is the sum of all tasks' Fisher information; the trace has each by itself.
            Tensor fisher = StateReader.Of(ewc)["importance"];
            check.Weights(trace, learner.Model.Space, online || earlier is null ? fisher : fisher - earlier, $"task{task}.fisher.");
            earlier = fisher;
        });
    }

    [Theory]
    [MemberData(nameof(Si))]
    public void A_trace_of_SI_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("baseline-traces", name);
        StrategyPart part = Only("si", new SiOptions
        {
            Profile = MethodProfile.OfficialCode, Lambda = Number(trace, "si_lambda"), Cap = Number(trace, "clip"),
            Estimate = Estimate("path-integral", ("damping", Number(trace, "eps"))),
        }, out ContinualStrategy si).Parts[0];
        Tensor? path = null;
        var before = new ScriptedPart { OnEnd = (in TaskEnd _) => { path = StateReader.Of(si)["path"].MoveToOuterDisposeScope(); return TaskOutcome.Keep; } };
        BaselineTrace.Follow(trace, new StrategyComposition([new("before", before), part]), output, (learner, task, _, check) =>
        {
            // The library's sums have the opposite sign.
            Tensor cumulative = StateReader.Of(si)["importance"];
            check.Weights(trace, learner.Model.Space, -path!, $"task{task}.trajectory.");
            check.Weights(trace, learner.Model.Space, -cumulative, $"task{task}.cumulative.");
            check.Weights(trace, learner.Model.Space, cumulative.clamp_max(Number(trace, "clip")), $"task{task}.omega.");
        });
    }

    [Theory]
    [MemberData(nameof(Mas))]
    public void A_trace_of_MAS_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("baseline-traces", name);
        var options = new MasOptions
        {
            Profile = MethodProfile.OfficialCode, Lambda = Number(trace, "lambda_reg"), Decay = Number(trace, "alpha"),
            Estimate = Estimate("mas", ("batchsize", trace.Batch)),
        };
        BaselineTrace.Follow(trace, Only("mas", options, out ContinualStrategy mas), output, (learner, task, _, check) =>
            check.Weights(trace, learner.Model.Space, StateReader.Of(mas)["importance"], $"task{task}.importance."));
    }

    [Theory]
    [MemberData(nameof(Lwf))]
    public void A_trace_of_LwF_is_followed_over_all_tasks(string name)
    {
        using var trace = new Trace("baseline-traces", name);
        BaselineTrace.Follow(
            trace, Only("lwf", new LwfOptions { Lambda = Number(trace, "alpha"), Temperature = Number(trace, "temperature") }, out _), output);
    }

    private static StrategyComposition Only(string name, object options, out ContinualStrategy strategy)
    {
        StrategyComposition composition = Catalog.Strategy(name).Compose(options, new ComponentSource(Catalog, name));
        strategy = composition.Parts.Should().ContainSingle().Which.Strategy;
        return composition;
    }

    private static ComponentChoice Estimate(string name, (string Option, double Value) set)
    {
        ComponentChoice choice = ComponentChoice.Of(name);
        choice.Settings[set.Option] = set.Value.ToString("R", CultureInfo.InvariantCulture);
        return choice;
    }

    private static double Number(Trace trace, string setting) => trace.Settings.GetProperty(setting).GetDouble();

    private static TheoryData<string> Named(string strategy) =>
        [.. Fixtures.Folders("baseline-traces").Where(n => n == strategy || n.StartsWith(strategy + "-", StringComparison.Ordinal))];
}
