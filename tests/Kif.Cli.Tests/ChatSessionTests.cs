using Kif.Extensions.AI.Tests;
using Kif.Tokenizers;

namespace Kif.Cli.Tests;

/// <summary>A conversation with a model that has a chat template.</summary>
public sealed class ChatSessionTests(ChatFolder folder) : IClassFixture<ChatFolder>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static readonly AnswerOptions Short = new() { MaxNewTokens = 6 };

    [Fact]
    public void What_was_said_is_part_of_the_next_question()
    {
        using Assistant assistant = folder.Open();
        List<ChatMessage> said = [new("user", "hello")];
        string first = assistant.Reply(said, Short, cancellation: Token).Text;
        string second = assistant.Reply([.. said, new("assistant", first), new("user", "and now?")], Short, cancellation: Token).Text;
        string alone = assistant.Reply([new("user", "and now?")], Short, cancellation: Token).Text;
        second.Should().NotBe(alone, "else the test could not fail");

        string begun = assistant.Reply([new("system", "Be brief."), new("user", "hello")], Short, cancellation: Token).Text;
        string other = assistant.Reply(said, Short with { Adapter = "second" }, cancellation: Token).Text;
        Talk(assistant, "hello", "and now?").Should().Be($"{first}…\n{second}…\n");
        Talk(assistant, "hello", "/reset", "and now?").Should().Be($"{first}…\nThe conversation begins again.\n{alone}…\n");
        Talk(assistant, "/system Be brief.", "hello").Should().Be($"The conversation begins again.\n{begun}…\n");
        Talk(assistant, "/adapter second", "hello").Should().Be($"second answers from now on.\n{other}…\n");
    }

    [Fact]
    public void Asked_plainly_every_line_is_a_question_of_its_own()
    {
        using Assistant assistant = Assistant.Load(folder.Model, folder.First, new() { Chat = false });
        string alone = assistant.Ask("hello", Short, cancellation: Token).Text;

        Talk(assistant, plain: true, "hello", "hello").Should().Be($"{alone}…\n{alone}…\n");
    }

    [Fact]
    public async Task A_person_is_shown_what_answers_and_how_and_leaves_at_once_when_it_is_stopped()
    {
        using Assistant assistant = folder.Open();
        using var stop = new CancellationTokenSource();
        using var waits = new BlockingReader();
        var output = new StringWriter();
        Task session = Task.Run(() => new ChatSession(assistant, Short, waits, output, alone: false).Run(person: true, stop.Token), Token);
        stop.CancelAfter(200);

        await session.WaitAsync(TimeSpan.FromSeconds(20), Token);
        output.ToString().Should().StartWith("first on ").And.Contain("/help lists the commands").And.Contain("> ");
    }

    private static string Talk(Assistant assistant, params string[] lines) => Talk(assistant, plain: false, lines);

    private static string Talk(Assistant assistant, bool plain, params string[] lines)
    {
        var output = new StringWriter();
        new ChatSession(assistant, Short, new StringReader(string.Join('\n', lines)), output, plain).Run(person: false, CancellationToken.None);
        return output.ToString();
    }

    /// <summary>A terminal at which nobody types.</summary>
    private sealed class BlockingReader : TextReader
    {
        private readonly ManualResetEventSlim never = new();

        public override string? ReadLine()
        {
            never.Wait();
            return null;
        }

        protected override void Dispose(bool disposing) => never.Set();
    }
}
