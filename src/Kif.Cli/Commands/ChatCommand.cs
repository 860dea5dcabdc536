using System.CommandLine;
using Kif.Tokenizers;

namespace Kif.Cli;

/// <summary>The command <c>kif chat</c>: a conversation with a trained model.</summary>
internal static class ChatCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var result = new Argument<string>("RUN") { HelpName = "RUN", Description = "A run's folder, or an adapter or a model: a folder or a hub's name." };
        var system = new Option<string?>("--system") { HelpName = "TEXT", Description = "What the model is told before the conversation." };
        var plain = new Option<bool>("--plain")
            { Description = "Asks every line alone and as it is, as in training, instead of by the model's chat template." };
        var options = new AnswerOptionSet();
        var download = new DownloadOption();
        var command = new Command("chat", $"""
            Talks with what was trained, by the model's chat template and with the conversation so far. A model
            without a template is asked every line alone.

            {ChatSession.Help}

            Example: kif chat runs/x/kif-lora/order-1/seed-1
                     kif chat my-adapter --model my-model --temperature 0.7
            """) { result, system, plain };
        options.AddTo(command);
        download.AddTo(command);
        command.SetAction((parsed, cancellation) => RunChoices.OfAsync("chat", () => Guard.RunWithTorchAsync(() => Task.Run(async () =>
        {
            string named = parsed.GetValue(result)!;
            AnswerOptions answering = options.Answering(parsed);
            await download.FetchAsync(parsed, cancellation, (named, Kif.Models.HubContent.Adapter), (options.Model(parsed), Kif.Models.HubContent.Model));
            bool alone = parsed.GetValue(plain);
            using Assistant assistant = await Guard.UntilStoppedAsync(() => options.Load(parsed, named, catalog, alone ? false : null), cancellation);
            var session = new ChatSession(assistant, answering, Console.In, Console.Out, alone) { System = parsed.GetValue(system) };
            session.Run(!Console.IsInputRedirected, cancellation);
            return cancellation.IsCancellationRequested ? ExitCodes.Canceled : 0;
        }, cancellation))));
        return command;
    }
}

/// <summary>A conversation over a reader and a writer.</summary>
/// <param name="assistant">Answers.</param>
/// <param name="options">The options of answers.</param>
/// <param name="input">Where lines come from.</param>
/// <param name="output">Where answers go.</param>
/// <param name="alone">Whether every line is asked alone, even where there is a chat template.</param>
internal sealed class ChatSession(Assistant assistant, AnswerOptions options, TextReader input, TextWriter output, bool alone)
{
    /// <summary>The commands as a user reads them.</summary>
    public const string Help = """
        /adapter [NAME]  answers with another adapter or the base model, or lists them
        /add NAME RUN    adds the adapter of another run of the same base model
        /system [TEXT]   what the model is told first
        /reset           forgets the conversation
        /help            these commands
        /exit            ends (also Ctrl+D)
        """;

    private readonly List<ChatMessage> history = [];
    private string? adapter = options.Adapter;

    /// <summary>What the model is told first; null for nothing.</summary>
    public string? System { get; set; }

    private bool IsConversation => assistant.HoldsConversations && !alone;

    /// <summary>Talks until the input ends or the user leaves.</summary>
    /// <param name="person">Whether a person types, who sees a prompt.</param>
    /// <param name="cancellation">Ends the conversation, or the answer in progress.</param>
    public void Run(bool person, CancellationToken cancellation)
    {
        if (person)
        {
            output.WriteLine($"{assistant.Adapters[0]} on {assistant.Model}. /help lists the commands, /exit ends.");
            if (!IsConversation)
                output.WriteLine(assistant.HoldsConversations ? "Each line is asked alone." : "The model has no chat template: each line is asked alone.");
            else if (assistant.LearnedPlainTexts)
                output.WriteLine("It was trained on plain texts; the model's chat template is used here. --plain asks each line as in training.");
        }
        while (!cancellation.IsCancellationRequested)
        {
            if (person) output.Write("> ");
            if (ReadLine(cancellation) is not { } line) break;
            line = line.Trim();
            if (line.Length == 0) continue;
            if (line is "/exit" or "/quit" or "/bye") return;
            try
            {
                if (line[0] == '/') Command(line);
                else Answer(line, cancellation);
            }
            catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException or NotSupportedException or CompositionException)
            {
                output.WriteLine(e.Message);
            }
        }
        if (person) output.WriteLine();
    }

    private void Command(string line)
    {
        string[] words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? rest = words.Length > 1 ? words[1] : null;
        switch (words[0])
        {
            case "/adapter" when rest is null:
                foreach (string name in assistant.Adapters.Append(Assistant.Base).Distinct()) output.WriteLine(name == Current ? $"{name} (answers)" : name);
                break;
            case "/adapter":
                assistant.Of(rest);
                adapter = rest;
                output.WriteLine($"{rest} answers from now on.");
                break;
            case "/add" when rest?.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is [var name, var run]:
                assistant.AddAdapter(name, run);
                output.WriteLine($"{name} is there; /adapter {name} answers with it.");
                break;
            case "/system":
                System = rest;
                history.Clear();
                output.WriteLine(rest is null ? "The model is told nothing first." : "The conversation begins again.");
                break;
            case "/reset":
                history.Clear();
                output.WriteLine("The conversation begins again.");
                break;
            case "/help":
                output.WriteLine(Help);
                break;
            default:
                output.WriteLine(UnknownName.Message("command", words[0], ["/adapter", "/add", "/system", "/reset", "/help", "/exit"]));
                break;
        }
    }

    /// <summary>Waits for a line, which can't be taken back, on another thread, so that Ctrl+C ends at once; null at the end.</summary>
    private string? ReadLine(CancellationToken cancellation)
    {
        try { return Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellation).GetAwaiter().GetResult(); }
        catch (OperationCanceledException) { return null; }
    }

    private string Current => adapter ?? assistant.Adapters[0];

    private void Answer(string line, CancellationToken cancellation)
    {
        AnswerOptions answering = options with { Adapter = adapter };
        void Tell(string piece)
        {
            output.Write(piece);
            output.Flush();
        }
        AssistantAnswer answer;
        if (IsConversation)
        {
            ChatMessage asked = new("user", line);
            ChatMessage[] messages = [.. System is null ? [] : new[] { new ChatMessage("system", System) }, .. history, asked];
            answer = assistant.Reply(messages, answering, Tell, cancellation);
            history.AddRange([asked, new("assistant", answer.Text)]);
        }
        else answer = assistant.Ask(line, answering, Tell, cancellation);
        output.WriteLine(answer.End == AnswerEnd.Length ? "…" : "");
    }
}
