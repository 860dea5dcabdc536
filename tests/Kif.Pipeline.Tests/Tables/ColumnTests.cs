using Kif.Tests.Streams;

namespace Kif.Tests.Tables;

/// <summary>Columns and prompts that a user names, for all tasks or one.</summary>
public sealed class ColumnTests : IDisposable
{
    private readonly DataFolder folder = new DataFolder()
        .With("a/train.csv", "who,ask,say,n\nAnn,\"tea, or milk?\",007,1\nBo,or not?,1.50,2\n").With("a/test.csv", "who,ask,say,n\nCy,why?,NA,3\n")
        .With("b/train.jsonl", """{"q": {"text": "up"}, "r": ["down", "under"], "say": "x", "ask": "y"}""").With("b/test.jsonl", """{"q": {"text": "in"}, "r": "out", "say": "x", "ask": "y"}""");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Columns_say_what_question_and_answer_are_and_answers_are_as_written()
    {
        IReadOnlyList<LearningTask> tasks = Read(new() { Columns = Map("input=ask,output=say,id=who"), TaskColumns = new Dictionary<string, IReadOnlyDictionary<string, string>>
            { ["b"] = Map("input=q.text,output=r") } });
        tasks[0].Train.Should().Equal(new Example("tea, or milk?", "007", "Ann"), new Example("or not?", "1.50", "Bo"));
        tasks[0].Test.Single().Target.Should().Be("NA");
        tasks[1].Train.Should().Equal(new Example("up", "down", "1") { References = ["down", "under"] });
    }

    [Fact]
    public void A_prompt_is_made_of_columns()
    {
        Read(new() { Columns = Map("output=say"), Prompt = @"{who}: {ask}\n{{n}}\t\\", TaskColumns = Own("b", "output=r,prompt={q.text}?") })
            .SelectMany(t => t.Train).Select(e => e.Input).Should().Equal("Ann: tea, or milk?\n{n}\t\\", "Bo: or not?\n{n}\t\\", "up?");
    }

    [Theory]
    [InlineData("input=aks,output=say", null, "*there is no 'aks' among the columns 'who', 'ask', 'say', 'n'*")]
    [InlineData("input=ask,output=said", null, "*there is no 'said' among the columns 'who', 'ask', 'say', 'n'*")]
    [InlineData("output=say", "{whom}", "*there is no 'whom' among the columns 'who', 'ask', 'say', 'n'*")]
    [InlineData("inputs=ask", null, "*no part of a row is named 'inputs'; did you mean 'input'?*")]
    [InlineData("input=ask,output=say", "{who}", "*a prompt and the column of the input exclude each other*")]
    [InlineData("output=say", "who", "*names no column*")]
    [InlineData("output=say", "{who", "*has a single '{' at 1*")]
    [InlineData("input=who", null, "*no field of an answer is among 'who', 'ask', 'say', 'n'; --columns output=*")]
    public void What_is_not_there_is_told_with_what_is(string columns, string? prompt, string message) =>
        FluentActions.Invoking(() => Read(new() { Columns = Map(columns), Prompt = prompt, Order = ["a"] })).Should().Throw<CompositionException>().WithMessage(message);

    [Fact]
    public void A_task_that_is_not_there_has_no_columns() =>
        FluentActions.Invoking(() => Read(new() { TaskColumns = Own("c", "input=ask") })).Should().Throw<ArgumentException>().WithMessage("no task is named 'c'*");

    [Fact]
    public void Embedded_tasks_have_no_columns() => FluentActions.Invoking(() => ComparedTasks.Of(Composer(), CompareSettings.ForEmbedded() with { Prompt = "{x}" }))
        .Should().Throw<CompositionException>().WithMessage("*the embedded tasks have no columns*");

    [Fact]
    public void Other_columns_are_other_tasks()
    {
        string Hash(string prompt) => TaskHash.Of(Read(new() { Columns = Map("output=say"), Prompt = prompt, Order = ["a"] })[0]);
        Hash("{ask}").Should().NotBe(Hash("{ask} ")).And.Be(Hash("{ask}"));
    }

    [Fact]
    public void An_experiment_names_them_for_all_tasks_and_for_one()
    {
        string file = Path.Combine(folder.Path, "experiment.json");
        File.WriteAllText(file, $$"""
            { "data": "{{folder.Path}}", "strategies": ["seq-lora"], "columns": { "input": "ask", "output": "say" }, "taskColumns": { "b": { "prompt": "{q.text}", "output": "r" } } }
            """);
        CompareSettings settings = ExperimentFile.Read(file).Settings;
        File.Delete(file);
        ComparedTasks.Of(Composer(), settings).Stream.Tasks.Select(t => t.Train[0].Input).Should().Equal("tea, or milk?", "up");
    }

    private IReadOnlyList<LearningTask> Read(CompareSettings settings)
    {
        settings = settings with { Data = folder.Path };
        settings.Validate();
        return ComparedTasks.Of(Composer(), settings).Stream.Tasks;
    }

    private static StrategyComposer Composer() => new(KifServices.BuiltIn());

    private static Dictionary<string, string> Map(string columns) => columns.Split(',').Select(c => c.Split('=', 2)).ToDictionary(c => c[0], c => c[1]);

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Own(string task, string columns) => new() { [task] = Map(columns) };
}
