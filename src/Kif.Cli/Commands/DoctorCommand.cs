using System.CommandLine;
using System.Text.Json;
using Kif.Models;
using Spectre.Console;

namespace Kif.Cli;

/// <summary>The command <c>kif doctor</c>, which checks whether Kif can run here.</summary>
internal static class DoctorCommand
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Create(KifCatalog catalog)
    {
        var model = new Option<string?>("--model")
            { HelpName = "MODEL", Description = "The Hugging Face folder or hub's name to check. Default: the embedded model." };
        var data = new Option<string?>("--data") { HelpName = "PATH", Description = "The tasks to check with the model, or 'embedded'. Default: none." };
        var columns = new Option<string?>("--columns") { HelpName = "input=A,output=B", Description = "Columns of question and answer in --data." };
        var prompt = new Option<string?>("--prompt") { HelpName = "TEXT", Description = "Prompt of columns of --data, e.g. \"{instruction}\\n{text}\"." };
        var folder = new Option<string>("--out")
            { HelpName = "FOLDER", Description = "The output folder to check. Default: the working folder.", DefaultValueFactory = _ => "." };
        var device = new Option<string>("--device")
            { HelpName = "DEVICE", Description = "cpu, cuda or cuda:1. Default: cpu.", DefaultValueFactory = _ => "cpu" };
        var precision = new Option<string>("--precision")
            { HelpName = "TYPE", Description = "float32, bfloat16, float16 or float64. Default: float32.", DefaultValueFactory = _ => "float32" };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON." };
        var command = new Command("doctor", """
            Checks whether Kif can run here: runtime, native library, processor, memory, disk and, if they are named, model and data, as kif compare
            would use them; advises on what is wrong. The exit code is 1 if something prevents running.

            Example: kif doctor --model SmolLM2-135M --data my-tasks --out runs
            """) { model, data, columns, prompt, folder, device, precision, json };
        var download = new DownloadOption();
        download.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            await download.FetchAsync(parsed, cancellation, (parsed.GetValue(model), HubContent.Model), (parsed.GetValue(data), HubContent.Data));
            IReadOnlyDictionary<string, string> named = parsed.GetValue(columns) is { } said ? NumberArguments.Columns(said) : new Dictionary<string, string>();
            IReadOnlyList<CheckResult> observations = await Guard.UntilStoppedAsync(() => Doctor.Examine(new()
            {
                Model = parsed.GetValue(model), Data = parsed.GetValue(data), Columns = named, Prompt = parsed.GetValue(prompt),
                Out = parsed.GetValue(folder)!, Compute = new() { Device = parsed.GetValue(device)!, Precision = parsed.GetValue(precision)! },
            }, catalog), cancellation);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(observations, Json));
            else CheckResultList.Write(AnsiConsole.Console, observations);
            return observations.Any(f => f.Level == CheckLevel.Wrong) ? ExitCodes.Failed : 0;
        });
        return command;
    }
}

/// <summary>The results of <c>kif doctor</c>'s checks, with advice below those that are not fine.</summary>
internal static class CheckResultList
{
    private const int Mark = 7;

    public static void Write(IAnsiConsole console, IReadOnlyList<CheckResult> observations)
    {
        int indent = Mark + observations.Max(f => f.Subject.Length) + 2;
        foreach (CheckResult f in observations)
        {
            (string mark, string style) = f.Level switch { CheckLevel.Fine => ("fine", "green"), CheckLevel.Note => ("note", "yellow"), _ => ("WRONG", "red") };
            Write(console, $"[{style}]{mark.PadRight(Mark)}[/]{Markup.Escape(f.Subject.PadRight(indent - Mark))}", f.Text, "default", indent);
            if (f.Advice is { } advice) Write(console, new string(' ', indent), advice, style, indent);
        }
        int wrong = observations.Count(f => f.Level == CheckLevel.Wrong);
        console.WriteLine(wrong == 0
            ? "Kif can run here. Reports need nothing else: no browser, no network."
            : $"{wrong} of {observations.Count} {(wrong == 1 ? "prevents" : "prevent")} running.");
    }

    /// <summary>Writes a text beside what stands before it, broken between words: a path stays whole, to be copied.</summary>
    private static void Write(IAnsiConsole console, string before, string text, string style, int indent)
    {
        int width = console.Profile.Width;
        foreach (string line in Aside.Broken(ProgressText.OneLine(text), width - indent).Split('\n'))
        {
            console.Profile.Width = Math.Max(width, indent + line.Length + 1);
            console.MarkupLine($"{before}[{style}]{Markup.Escape(line)}[/]");
            before = new string(' ', indent);
        }
        console.Profile.Width = width;
    }
}
