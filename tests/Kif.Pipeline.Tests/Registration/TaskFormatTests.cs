using Kif.Tests.Streams;

namespace Kif.Pipeline.Tests.Registration;

/// <summary>Formats of tasks by name: the first that recognizes a path opens it, or the one that is named.</summary>
public sealed class TaskFormatTests : IDisposable
{
    private const string Row = """[{"input": "i", "output": "o"}]""";
    private readonly DataFolder folder = new();
    private readonly KifCatalog catalog = KifServices.BuiltIn().AddTaskFormat<LineFormat>("lines", "a text file of 'input=output' lines, one task");

    [Fact]
    public void A_format_of_ones_own_is_recognized_beside_the_built_in_one()
    {
        folder.With("t.txt", "a=1\nb=2").With("tasks/train/x.json", Row).With("tasks/test/x.json", Row);
        Headline(new() { Data = Path.Combine(folder.Path, "t.txt") }).Should().StartWith("1 task (t), 2 to learn and 2 to test each");
        Headline(new() { Data = Path.Combine(folder.Path, "t.txt"), TrainLimit = 1 }).Should().StartWith("1 task (t), 1 to learn and 2 to test each");
        Headline(new() { Data = Path.Combine(folder.Path, "tasks") }).Should().StartWith("1 task (x), 1 to learn");
    }

    [Fact]
    public void A_format_may_be_named_and_has_options()
    {
        folder.With("train/x.json", """[{"input": "i", "output": "o"}, {"input": "", "output": "o"}]""").With("test/x.json", Row);
        Headline(new() { Data = folder.Path, DataFormat = ComponentChoice.Of("folder"), Set = ["data.skipbadrows=true"] }).Should()
            .StartWith("1 task (x), 1 to learn");
        FluentActions.Invoking(() => Headline(new() { Data = folder.Path })).Should().Throw<CompositionException>()
            .WithMessage("1 row is no example*").WithInnerException<InvalidDataException>();
        FluentActions.Invoking(() => Headline(new() { Data = folder.Path, DataFormat = ComponentChoice.Of("line") })).Should().Throw<CompositionException>()
            .WithMessage("compare.dataformat: no TaskFormat is named 'line'; did you mean 'lines'?*");
    }

    [Theory]
    [InlineData("none", "compare.data is '*none', which is not there; there are: folder, lines")]
    [InlineData("", "compare.data is '*', which no task format recognizes; there are: folder, lines")]
    public void What_no_format_recognizes_is_refused_with_those_that_there_are(string name, string message) =>
        FluentActions.Invoking(() => Headline(new() { Data = Path.Combine(folder.Path, name) })).Should().Throw<CompositionException>().WithMessage(message);

    public void Dispose() => folder.Dispose();

    private string Headline(CompareSettings settings)
    {
        using CompareJob job = CompareJob.Prepare(catalog, settings);
        return job.Headline;
    }

    private sealed class LineFormat : ITaskFormat
    {
        public bool Recognizes(string path) => path.EndsWith(".txt", StringComparison.Ordinal) && File.Exists(path);

        public ITaskSource Open(string path) => new Lines(path);
    }

    private sealed class Lines(string path) : ITaskSource
    {
        public IReadOnlyList<string> TaskNames => [Path.GetFileNameWithoutExtension(path)];

        public LearningTask Read(string name)
        {
            Example[] all = [.. File.ReadLines(path).Select((l, i) => new Example(l.Split('=')[0], l.Split('=')[1], $"{i}"))];
            return new(name, all, all);
        }
    }
}
