using System.CommandLine;
using System.Globalization;
using Kif.Models;

namespace Kif.Cli;

/// <summary>The command <c>kif merge</c>, which merges a trained adapter into its model, or adapters into one.</summary>
internal static class MergeCommand
{
    public static Command Create(KifCatalog catalog)
    {
        var model = new Option<string>("--model")
            { HelpName = "MODEL", Description = "The Hugging Face folder or hub's name that the adapter was trained on, or 'embedded'." };
        var adapter = new Option<string>("--adapter")
            { HelpName = "ADAPTER", Description = "The adapter, as PEFT or kif compare --out writes it: a folder or a hub's name." };
        var folder = new Option<string>("--out")
            { HelpName = "FOLDER", Description = "The new folder; it must not exist, or be empty.", Required = true };
        var dtype = new Option<string>("--dtype")
            { HelpName = "TYPE", Description = "float32, bfloat16 or float16. Default: float32.", DefaultValueFactory = _ => "float32" };
        var shard = new Option<double>("--max-shard-gb")
            { HelpName = "X", Description = "Maximum gigabytes of weights per file. Default: 5.", DefaultValueFactory = _ => 5,
            CustomParser = RealNumber.Parse };
        var command = new Command("merge", """
            Merges an adapter into its model and writes a plain Hugging Face folder that needs no adapter.
            With --adapters it merges adapters of one model into one adapter.

            Example: kif merge --model SmolLM2-135M --adapter runs/x/kif-lora/order-1/seed-1/adapters/after-task-4 --out merged --dtype bfloat16
                     kif merge --adapters french,legal,short --by ties --density 0.2 --weights 1,1,0.5 --out all-three
            """) { model, adapter, folder, dtype, shard };
        var several = new MergeAdaptersOptions();
        several.AddTo(command);
        var download = new DownloadOption();
        download.AddTo(command);
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(() => Task.Run(async () =>
        {
            if (several.Wanted(parsed, model, adapter, dtype, shard)) return await several.RunAsync(parsed, download, parsed.GetValue(folder)!, cancellation);
            if (new Option[] { model, adapter }.FirstOrDefault(o => parsed.GetResult(o) is null) is { } missing)
                throw new CompositionException(
                    $"'kif merge' needs {missing.Name} {missing.HelpName}: {missing.Description} Or --adapters, which merges adapters into one");
            await download.FetchAsync(
                parsed, cancellation, (parsed.GetValue(model), HubContent.Model), (parsed.GetValue(adapter), HubContent.Adapter));
            var settings = new MergeSettings
            {
                Model = parsed.GetValue(model)!, Adapter = parsed.GetValue(adapter)!, Out = parsed.GetValue(folder)!, DType = parsed.GetValue(dtype)!,
                MaxShardBytes = (long)(parsed.GetValue(shard) * 1e9),
            };
            var notes = new List<string>();
            string merged = await Guard.UntilStoppedAsync(() => MergeJob.Run(catalog, settings, notes), cancellation, settings.Out);
            Console.WriteLine($"{settings.Out}: {merged}");
            foreach (string note in notes) Console.WriteLine($"Note: {note}.");
            Console.WriteLine($"To use it:  {UseLine.Of(settings.Out)}");
            return 0;
        }, cancellation)));
        return command;
    }
}

/// <summary>The command <c>kif pretrain</c>, which makes the embedded model or a larger one like it.</summary>
internal static class PretrainCommand
{
    public static Command Create()
    {
        var folder = new Option<string>("--out") { HelpName = "FOLDER", Description = "Where the Hugging Face folder is written.", Required = true };
        var family = new Option<PretrainedFamily>("--family")
            { HelpName = "FAMILY", Description = "The shape: t5, llama, gpt2, bert or qwen3, about as many weights each. Default: t5." };
        var seed = new Option<long>("--seed") { Description = "The seed of corpus, weights and order. Default: 1.", DefaultValueFactory = _ => 1 };
        var defaults = new PretrainSettings();
        var examples = new Option<int>("--examples")
            { Description = $"Generated examples, each seen once. Default: {defaults.Examples}.", DefaultValueFactory = _ => defaults.Examples };
        var reading = new Option<int>("--reading")
            { Description = $"Reading questions that come first. Default: {defaults.Reading}.", DefaultValueFactory = _ => defaults.Reading };
        var width = new Option<int>("--width")
            { Description = $"Width of the hidden state. Default: {defaults.Width}.", DefaultValueFactory = _ => defaults.Width };
        var layers = new Option<int>("--layers")
        {
            Description = $"T5's encoder blocks, and as many of its decoder; the others have twice as many. Default: {defaults.Layers}.",
            DefaultValueFactory = _ => defaults.Layers,
        };
        var command = new Command("pretrain", "Pretrains a small model on generated English; with the defaults it recreates the embedded model, a T5.")
            { folder, family, seed, reading, examples, width, layers };
        command.SetAction((parsed, cancellation) => Guard.RunWithTorchAsync(() => Task.Run(() => Run(new PretrainSettings
        {
            Out = parsed.GetValue(folder)!, Family = parsed.GetValue(family), Seed = parsed.GetValue(seed), Examples = parsed.GetValue(examples),
            Reading = parsed.GetValue(reading), Layers = parsed.GetValue(layers), Width = parsed.GetValue(width), FeedForward = 4 * parsed.GetValue(width),
        }, cancellation), cancellation)));
        return command;
    }

    private static int Run(PretrainSettings settings, CancellationToken cancellation)
    {
        double smooth = double.NaN;
        try
        {
            double score = PretrainJob.Run(settings, e =>
            {
                if (e is not StepFinished step) return;
                smooth = double.IsNaN(smooth) ? step.Loss : 0.98 * smooth + 0.02 * step.Loss;
                if (step.Position.Step % 50 == 0)
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step.Position.Step}/{step.Position.PlannedSteps}  loss {smooth:F3}"));
            }, cancellation);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{settings.Out}: answers {score:F1} % of held-out questions exactly"));
            return 0;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("The same command goes on from here.");
            throw;
        }
    }
}
