using System.CommandLine;
using System.Globalization;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The command <c>kif answer</c>: questions to a trained model, one or a file of them.</summary>
internal static class AnswerCommand
{
    public static Command Create(StrategyComposer composer)
    {
        var result = new Argument<string>("RUN") { HelpName = "RUN", Description = "A run's folder, or an adapter or a model: a folder or a hub's name." };
        var question = new Argument<string?>("QUESTION")
            { HelpName = "QUESTION", Description = "The question. Without one: the rows of --input, or lines from a pipe.", Arity = ArgumentArity.ZeroOrOne };
        var input = new Option<string?>("--input") { HelpName = "FILE",
            Description = "Questions: rows in any format of task files; expected answers may be left out." };
        var output = new Option<string?>("--output") { HelpName = "FILE", Description = "The file of answers, JSON Lines. Default: the terminal." };
        var columns = new Option<string?>("--columns") { HelpName = "input=A,id=B",
            Description = "Columns of the rows. Default: by the names of the columns." };
        var prompt = new Option<string?>("--prompt")
            { HelpName = "TEXT", Description = "Prompt of columns, e.g. \"{instruction}\\n{text}\", instead of an input column." };
        var chat = new Option<bool>("--chat") { Description = "Asks plain texts as a user's turn of the model's chat template. Default: as in the run." };
        var plain = new Option<bool>("--plain") { Description = "Asks plain texts as they are. Default: as in the run." };
        var options = new AnswerOptionSet();
        var download = new DownloadOption();
        var command = new Command("answer", """
            Answers questions with what was trained: a run's weights after its last task, an adapter, or a model.

            Example: kif answer runs/x/kif-lora/order-1/seed-1 "what color is the tomato?"
                     kif answer runs/x/kif-lora/order-1/seed-1 --after 2 --input questions.jsonl --output answers.jsonl
                     kif answer my-adapter --model my-model --temperature 0.7 --top-p 0.9 --seed 1 "Write a title."
            """) { result, question, input, output, columns, prompt, chat, plain };
        options.AddTo(command);
        download.AddTo(command);
        command.SetAction((parsed, cancellation) => RunChoices.OfAsync("answer", () => Guard.RunWithTorchAsync(() => Task.Run(async () =>
        {
            (string named, string? asked, string? file, string? to) =
                (parsed.GetValue(result)!, parsed.GetValue(question), parsed.GetValue(input), parsed.GetValue(output));
            if (asked is not null && file is not null) throw new CompositionException("a question and --input exclude each other");
            if (asked is not null && string.IsNullOrWhiteSpace(asked)) throw new CompositionException("the question is empty");
            bool? form = (parsed.GetValue(chat), parsed.GetValue(plain)) switch
            {
                (true, true) => throw new CompositionException("--chat and --plain exclude each other"),
                (true, _) => true,
                (_, true) => false,
                _ => null,
            };
            AnswerOptions answering = options.Answering(parsed);
            await download.FetchAsync(parsed, cancellation, (named, HubContent.Adapter), (options.Model(parsed), HubContent.Model));
            options.Find(parsed, named, composer);
            if (asked is null && file is null && !Console.IsInputRedirected)
                throw new CompositionException("there is no question: write one after the run, name a file by --input, or pipe lines; kif chat talks");
            var notes = new List<string>();
            IReadOnlyList<Example> questions = asked is not null ? [new(asked, "", "1")]
                : file is not null ? QuestionFile.Read(file, Columns(parsed.GetValue(columns), parsed.GetValue(prompt)), notes) : Lines();
            foreach (string note in notes) Console.Error.WriteLine($"kif: note: {note}");
            using Assistant assistant = await Guard.UntilStoppedAsync(() => options.Load(parsed, named, composer.Catalog, form), cancellation);
            bool counts = to is not null && !Console.IsErrorRedirected;
            IReadOnlyList<AssistantAnswer> answers = assistant.Ask(questions, answering, null, cancellation, done =>
            {
                if (counts) Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} of {questions.Count} answered"));
            });
            if (counts) Console.Error.WriteLine();
            if (to is not null)
            {
                AtomicFile.WriteLines(to, questions.Zip(answers, QuestionFile.Write));
                Console.WriteLine($"{to}: {answers.Count} answer{(answers.Count == 1 ? "" : "s")}");
            }
            else if (file is not null) foreach (string line in questions.Zip(answers, QuestionFile.Write)) Console.WriteLine(line);
            else foreach (AssistantAnswer answer in answers) Console.WriteLine(answer.Text);
            return 0;
        }, cancellation))));
        return command;
    }

    private static RowColumns Columns(string? columns, string? prompt) =>
        RowColumns.Of(columns is null ? new Dictionary<string, string>() : NumberArguments.Columns(columns), prompt, "--columns");

    private static IReadOnlyList<Example> Lines()
    {
        var lines = new List<Example>();
        while (Console.ReadLine() is { } line)
            if (!string.IsNullOrWhiteSpace(line)) lines.Add(new(line, "", string.Create(CultureInfo.InvariantCulture, $"{lines.Count + 1}")));
        return lines.Count > 0 ? lines : throw new CompositionException("the pipe has no question");
    }
}
