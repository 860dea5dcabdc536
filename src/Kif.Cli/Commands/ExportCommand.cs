using System.CommandLine;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The command <c>kif export</c>: what was trained, as a file of another runtime.</summary>
internal static class ExportCommand
{
    public static Command Create(StrategyComposer composer)
    {
        var result = new Argument<string>("RUN") { HelpName = "RUN", Description = "A run's folder, or an adapter or a model: a folder or a hub's name." };
        var gguf = new Option<bool>("--gguf")
            { Description = "Writes a GGUF file, for llama.cpp and what is built on it (Ollama, LM Studio, LLamaSharp).", Arity = ArgumentArity.Zero };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "The file; a GGUF file of that name is replaced.", Required = true };
        var model = new Option<string?>("--model")
            { HelpName = "MODEL", Description = "The base model, where it is not where the files say: a folder, a hub's name, or 'embedded'." };
        var merged = new Option<bool>("--merged") { Description = "Writes the whole model with the adapter in it, instead of the adapter alone." };
        var type = new Option<string?>("--type")
            { HelpName = "TYPE", Description = "Type of a model's matrices: f32 or f16. Default: f32." };
        var after = new Option<int?>("--after") { HelpName = "K", Description = "The run's weights after its first K tasks. Default: after the last." };
        var task = new Option<string?>("--task") { HelpName = "TASK", Description = "The task, where each has weights of its own." };
        var download = new DownloadOption();
        var command = new Command("export", """
            Writes what was trained as a file for llama.cpp: an adapter for the model that it was trained on, or a whole model.

            Example: kif export --gguf runs/x/kif-lora/order-1/seed-1 --out kif.gguf
                     kif export --gguf runs/x/kif-lora/order-1/seed-1 --merged --type f16 --out model.gguf
                     kif export --gguf SmolLM2-135M --out base.gguf
            """) { result, gguf, file, model, merged, type, after, task };
        download.AddTo(command);
        command.SetAction((parsed, cancellation) => RunChoices.OfAsync("export --gguf", () => Guard.RunWithTorchAsync(() => Task.Run(async () =>
        {
            if (!parsed.GetValue(gguf)) throw new CompositionException("kif export needs the format: --gguf (llama.cpp), the only one so far");
            string named = parsed.GetValue(result)!, path = parsed.GetValue(file)!;
            await download.FetchAsync(parsed, cancellation, (named, HubContent.Adapter), (parsed.GetValue(model), HubContent.Model));
            AnswerSource source = AnswerSource.Find(named, composer, parsed.GetValue(after), parsed.GetValue(task), parsed.GetValue(model));
            var notes = new List<string>();
            string written = await Guard.UntilStoppedAsync(
                () => ExportJob.Gguf(source, path, parsed.GetValue(merged), parsed.GetValue(type), notes), cancellation);
            Console.WriteLine($"{path}: {written}");
            foreach (string note in notes) Console.WriteLine($"Note: {note}.");
            return 0;
        }, cancellation))));
        return command;
    }
}
