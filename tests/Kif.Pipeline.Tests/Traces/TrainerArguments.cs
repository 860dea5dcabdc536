using System.Text.Json;
using Kif.Models;

namespace Kif.Pipeline.Tests.Traces;

/// <summary>The arguments of a recorded run of Trainer, as settings of Kif.</summary>
internal sealed class TrainerArguments
{
    private static readonly string[] Known = [
        "per_device_train_batch_size", "gradient_accumulation_steps", "num_train_epochs", "learning_rate", "lr_scheduler_type", "warmup_steps",
        "warmup_ratio", "weight_decay", "max_grad_norm", "optim", "train_sampling_strategy", "group_by_length", "rows", "r", "alpha", "targets"];

    private static readonly Dictionary<string, LearningRateSchedule> Schedules = new()
    {
        ["linear"] = LearningRateSchedule.Linear, ["cosine"] = LearningRateSchedule.Cosine, ["constant"] = LearningRateSchedule.Constant,
        ["constant_with_warmup"] = LearningRateSchedule.Constant,
    };

    private readonly JsonElement settings;

    /// <summary>Takes the arguments; skips the test where Kif has no setting for one.</summary>
    public TrainerArguments(JsonElement settings)
    {
        this.settings = settings;
        string? strange = settings.EnumerateObject().Select(p => p.Name).FirstOrDefault(n => !Known.Contains(n));
        Assert.SkipWhen(strange is not null, $"no setting for the argument '{strange}'");
        Assert.SkipUnless(Schedules.ContainsKey(Schedule), $"no schedule '{Schedule}'");
        string optimizer = settings.GetProperty("optim").GetString()!;
        Assert.SkipUnless(optimizer.StartsWith("adamw_torch", StringComparison.Ordinal), $"no optimizer '{optimizer}'");
    }

    public int Epochs => settings.GetProperty("num_train_epochs").GetInt32();

    public LoraSettings Lora => new()
    {
        Rank = settings.GetProperty("r").GetInt32(), Alpha = Number("alpha"), Dropout = 0,
        Targets = [.. settings.GetProperty("targets").EnumerateArray().Select(t => t.GetString()!)],
    };

    private string Schedule => settings.GetProperty("lr_scheduler_type").GetString()!;

    /// <summary>The training options.</summary>
    /// <param name="equalMicroBatches">Whether the model takes the mean over each batch, not over all labels of a step.</param>
    public TrainingOptions Options(bool equalMicroBatches)
    {
        int batch = settings.GetProperty("per_device_train_batch_size").GetInt32();
        double warmup = Schedule == "constant" ? 0 : Number("warmup_steps"), clip = Number("max_grad_norm");
        double ratio = warmup is > 0 and < 1 ? warmup : warmup == 0 && Schedule != "constant" ? Number("warmup_ratio") : 0;
        return new()
        {
            LearningRate = Number("learning_rate"), Epochs = Epochs, Schedule = Schedules[Schedule], WeightDecay = Number("weight_decay"),
            BatchSize = batch * settings.GetProperty("gradient_accumulation_steps").GetInt32(), MicroBatchSize = batch, EqualMicroBatches = equalMicroBatches,
            WarmupSteps = (int)warmup, ExactWarmup = true, WarmupRatio = ratio > 0 ? ratio : null, ClipNorm = clip > 0 ? clip : null,
        };
    }

    private double Number(string name) => settings.TryGetProperty(name, out JsonElement e) ? e.GetDouble() : 0;
}
