using Kif.Models;

namespace Kif.Pipeline.Tests.Answering;

/// <summary>Runs, adapters and models that answer.</summary>
public sealed class AssistantTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly StrategyComposer Composer = new(KifServices.BuiltIn());

    [Theory, InlineData("seq-lora"), InlineData("seq-full"), InlineData("inc-lora"), InlineData("o-lora"), InlineData("gainlora")]
    public void Answers_are_those_that_the_run_was_scored_by(string strategy)
    {
        using Assistant assistant = Assistant.Open(runs.Of(strategy));

        Check(assistant, runs.Of(strategy), after: 2, ["place", "time"]);
        assistant.Adapters.Should().Equal(strategy);
        assistant.Model.Should().Be("embedded");
    }

    [Fact]
    public void Earlier_weights_answer_as_they_did_then()
    {
        using Assistant assistant = Assistant.Open(runs.Of("seq-lora"), new() { AfterTasks = 1 });
        Check(assistant, runs.Of("seq-lora"), after: 1, ["place", "time"]);
        using Assistant adapter = Assistant.Open(Path.Combine(runs.Of("seq-lora"), "adapters", "after-task-1"));
        Check(adapter, runs.Of("seq-lora"), after: 1, ["place", "time"]);
    }

    [Fact]
    public void Adapters_with_gates_answer_from_their_folder_and_are_refused_where_no_gates_can_be()
    {
        string adapter = Path.Combine(runs.Of("gainlora"), "adapters", "after-task-1"), copy = Path.Combine(runs.Folder, "gated-copy");
        using (Assistant assistant = Assistant.Open(adapter)) Check(assistant, runs.Of("gainlora"), after: 1, ["place", "time"]);
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(adapter)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        using (Assistant assistant = Assistant.Open(copy, new())) assistant.Answer("where is the river?", new() { MaxNewTokens = 4 }, cancellation: Token);

        var merge = new MergeSettings { Model = "embedded", Adapter = copy, Out = Path.Combine(runs.Folder, "gated-merged") };
        FluentActions.Invoking(() => MergeJob.Run(KifServices.BuiltIn(), merge)).Should().Throw<InvalidDataException>().WithMessage("*gates*kif answer*");
        Directory.Exists(merge.Out).Should().BeFalse();

        string config = Path.Combine(copy, "gated_adapter.json"), text = File.ReadAllText(config);
        foreach ((string from, string to, string message) in new[]
            { ("\"format\": 1", "\"format\": 2", "*format 2*"), ("\"adapters\": 1", "\"adapters\": 2", "*no tensor 'adapters.1.*"),
                ("\"rank\": 4", "\"rank\": 3", "*is not for this model*"), ("\"rank\": 4", "\"rank\": 0", "*Rank is 0*"), ("}", "", "*not valid JSON*") })
        {
            text.Should().Contain(from);
            File.WriteAllText(config, text.Replace(from, to));
            FluentActions.Invoking(() => Assistant.Open(copy)).Should().Throw<InvalidDataException>().WithMessage(message);
        }
    }

    [Theory, InlineData("place"), InlineData("time")]
    public void Weights_of_their_own_are_chosen_by_task(string task)
    {
        using Assistant assistant = Assistant.Open(runs.Of("per-task"), new() { Task = task });
        Check(assistant, runs.Of("per-task"), after: 2, [task]);
    }

    [Fact]
    public void The_base_model_answers_as_the_untrained_one()
    {
        using Assistant plain = Assistant.Load("embedded");
        plain.Adapters.Should().Equal(Assistant.Base);
        // A run knows how long its answers may be; a model by itself does not.
        Check(plain, runs.Of("seq-lora"), after: 0, ["place", "time"], new() { MaxNewTokens = 4 });
        using Assistant beside = Assistant.Open(runs.Of("seq-lora"));
        Check(beside, runs.Of("seq-lora"), after: 0, ["place", "time"], new() { Adapter = Assistant.Base });
    }

    [Fact]
    public void Several_adapters_of_one_base_answer_side_by_side_from_several_threads()
    {
        using Assistant assistant = Assistant.Open(runs.Of("seq-lora"));
        assistant.AddAdapter("o", runs.Of("o-lora"));
        assistant.AddAdapter("early", Path.Combine(runs.Of("seq-lora"), "adapters", "after-task-1"));

        assistant.Adapters.Should().Equal("seq-lora", "o", "early");
        Parallel.For(0, 6, i =>
        {
            (string? name, string run, int after) = (i % 3) switch { 0 => ((string?)null, "seq-lora", 2), 1 => ("o", "o-lora", 2), _ => ("early", "seq-lora", 1) };
            Check(assistant, runs.Of(run), after, ["place", "time"], new() { Adapter = name });
        });
        FluentActions.Invoking(() => assistant.AddAdapter("o", runs.Of("o-lora"))).Should().Throw<ArgumentException>().WithMessage("*'o' is there already*");
        FluentActions.Invoking(() => assistant.AddAdapter("base", runs.Of("o-lora"))).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => assistant.AddAdapter("full", runs.Of("seq-full"))).Should().Throw<ArgumentException>().WithMessage("*whole model*");
        FluentActions.Invoking(() => assistant.Answer("x", new() { Adapter = "earlie" })).Should().Throw<ArgumentException>().WithMessage("*did you mean 'early'*");
    }

    [Fact]
    public void A_whole_model_has_no_base_beside_it()
    {
        using Assistant assistant = Assistant.Open(runs.Of("seq-full"));
        FluentActions.Invoking(() => assistant.Answer("x", new() { Adapter = Assistant.Base })).Should().Throw<ArgumentException>().WithMessage("*'base'*");
    }

    [Fact]
    public void An_answer_is_told_piece_by_piece_and_counted()
    {
        using Assistant assistant = Assistant.Open(runs.Of("seq-lora"));
        var told = new List<string>();

        AssistantAnswer answer = assistant.Ask("what color is the tomato?", told: told.Add, cancellation: Token);

        string.Concat(told).Should().Be(answer.Text).And.NotBeEmpty();
        answer.End.Should().Be(AnswerEnd.EndToken);
        answer.PromptTokens.Should().BeGreaterThan(4);
        answer.AnswerTokens.Should().BeGreaterThan(1);
        assistant.Ask("what color is the tomato?", new() { MaxNewTokens = 1 }, cancellation: Token).Should()
            .Match<AssistantAnswer>(a => a.End == AnswerEnd.Length && a.AnswerTokens == 1);
        AssistantAnswer stopped = assistant.Ask("what color is the tomato?", new() { StopSequences = [answer.Text[1..2]] }, cancellation: Token);
        (stopped.End, stopped.Text).Should().Be((AnswerEnd.StopSequence, answer.Text[..1]));
    }

    [Fact]
    public void Drawn_answers_follow_their_seed()
    {
        using Assistant assistant = Assistant.Open(runs.Of("seq-lora"));
        string[] Draw(long seed) => [.. assistant.AnswerAll([.. Enumerable.Repeat("where is the river?", 8)],
            new() { Sampling = new() { Temperature = 3, Seed = seed } })];

        Draw(1).Should().Equal(Draw(1)).And.NotEqual(Draw(2));
        Draw(1).Distinct().Should().HaveCountGreaterThan(1, "rows of a batch have draws of their own");
    }

    [Fact]
    public void A_model_without_a_template_answers_one_question_and_holds_no_conversation()
    {
        using Assistant assistant = Assistant.Load("embedded");
        assistant.HoldsConversations.Should().BeFalse();
        assistant.Reply([new("user", "what color is the tomato?")], cancellation: Token).Text.Should().Be(assistant.Answer("what color is the tomato?", cancellation: Token));
        FluentActions.Invoking(() => assistant.Reply([new("system", "x"), new("user", "y")])).Should().Throw<NotSupportedException>().WithMessage("*no chat template*");
        FluentActions.Invoking(() => assistant.Reply([])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => assistant.Reply([new("user", "x"), new("assistant", "y")])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => assistant.Answer("")).Should().Throw<ArgumentException>().WithMessage("*empty*");
    }

    [Fact]
    public void What_is_named_wrongly_is_said()
    {
        string Message(Action find) => FluentActions.Invoking(find).Should().Throw<Exception>().Which.Message;
        AnswerSource Find(string named, int? after = null, string? task = null, string? model = null) => AnswerSource.Find(named, Composer, after, task, model);

        FluentActions.Invoking(() => Find(runs.Folder)).Should().Throw<SeveralRunsException>().Which.Runs.Should().HaveCount(TrainedRuns.Strategies.Length);
        Find(Path.Combine(runs.Folder, "seq-lora")).Adapter.Should().EndWith("after-task-2", "a folder with one run is that run");
        Message(() => Find(runs.Of("per-task"))).Should().ContainAll("--task", "place, time");
        Message(() => Find(runs.Of("per-task"), task: "plcae")).Should().Contain("did you mean 'place'");
        Message(() => Find(runs.Of("seq-lora"), after: 3)).Should().ContainAll("after task 3", "after 1, 2");
        Message(() => Find(runs.Of("seq-full"), after: 1)).Should().Contain("only those after the last task (2)");
        Message(() => Find("embedded", after: 1)).Should().Contain("--after");
        Message(() => Find("embedded", model: "x")).Should().Contain("--model");
        Message(() => Find("/no/such")).Should().Contain("There is no run, adapter or model '/no/such'");
        Message(() => Find(Path.Combine(runs.Folder, "run.json"))).Should().Contain("is a file");
        Message(() => Find(Path.GetTempPath())).Should().Contain("is no run (run.json above it), no adapter (adapter_config.json) and no model (config.json)");
        Message(() => Assistant.Open(runs.Of("seq-lora"), new() { Device = "tpu" })).Should().Contain("device is 'tpu'");
        Message(() => Assistant.Open(runs.Of("seq-lora"), new() { ContextTokens = 1 })).Should().Contain("assistant.contexttokens is 1; allowed: 16");
    }

    /// <summary>Compares all answers to a run's test questions with those that it recorded.</summary>
    private static void Check(Assistant assistant, string run, int after, string[] tasks, AnswerOptions? options = null)
    {
        TaskStream stream = EmbeddedStream.Create(1, 48, 8);
        ILookup<string, Prediction> recorded = RunFiles.Read(run).Predictions.Where(p => p.After == after).ToLookup(p => p.Task);
        foreach (LearningTask task in stream.Tasks.Where(t => tasks.Contains(t.Name)))
        {
            recorded[task.Name].Select(p => p.Id).Should().Equal(task.Test.Select(e => e.Id));
            assistant.AnswerAll([.. task.Test.Select(e => e.Input)], options).Should().Equal(recorded[task.Name].Select(p => p.Answer), task.Name);
        }
    }
}
