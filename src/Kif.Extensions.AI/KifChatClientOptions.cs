using System.ComponentModel.DataAnnotations;
using Kif.Models;

namespace Kif;

/// <summary>The options of a chat client that a program registers, in code or in a section of its configuration.</summary>
public sealed class KifChatClientOptions
{
    /// <summary>
    /// A model: a Hugging Face folder, a hub's name of one in the cache, or <c>embedded</c>. Default: null, for the base that <see cref="Adapter"/> says.
    /// </summary>
    public string? Model { get; set; }

    /// <summary>
    /// The adapter that answers by default: a run's folder (<c>runs/x/kif-lora/order-1/seed-1</c>), a PEFT folder, or a hub's name of one in the cache.
    /// Default: null, for the model itself.
    /// </summary>
    public string? Adapter { get; set; }

    /// <summary>Further adapters of the same model by the names that requests choose them by, each as in <see cref="Adapter"/>. Default: none.</summary>
    public IDictionary<string, string> Adapters { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The task whose weights are asked for, where a run has weights of its own for each. Default: null.</summary>
    public string? Task { get; set; }

    /// <summary>The number of tasks after which a run's adapter was kept; null for its last one. Default: null.</summary>
    [Range(1, int.MaxValue)]
    public int? AfterTasks { get; set; }

    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>; null for the device of the run, else the CPU. Default: null.</summary>
    public string? Device { get; set; }

    /// <summary><c>float32</c>, <c>bfloat16</c>, <c>float16</c> or <c>float64</c>; null for the run's, else float32. Default: null.</summary>
    public string? Precision { get; set; }

    /// <summary>
    /// Whether a single message is asked in the form of the model's chat template. Default: null, for the way of the run, else the template if there is one.
    /// </summary>
    public bool? Chat { get; set; }

    /// <summary>The most tokens of a conversation, its answer included; older turns are left out beyond it. Default: 4096.</summary>
    [Range(16, 1 << 20)]
    public int ContextTokens { get; set; } = 4096;

    /// <summary>The most requests that compute at a time; others wait in the order in which they came. Default: 1.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; set; } = 1;

    /// <summary>Returns what speaks against these options, a sentence each; the files are looked for, but no weights are read.</summary>
    internal IEnumerable<string> Faults(KifCatalog? catalog)
    {
        string[] ranges = [.. OptionsValidation.Messages(this, nameof(KifChatClientOptions))];
        if (ranges.Length > 0) return ranges;
        if (string.IsNullOrEmpty(Model) && string.IsNullOrEmpty(Adapter))
            return [$"{nameof(Model)} and {nameof(Adapter)} are empty; name a model, an adapter, a run's folder, or 'embedded' as the model"];
        try
        {
            var composer = new StrategyComposer(catalog ?? KifServices.BuiltIn());
            AnswerSource first = AnswerSource.Find(Adapter ?? Model!, composer, AfterTasks, Task, Adapter is null ? null : Model);
            NamedFolder.Require(first.Model, HubContent.Model);
            ComputeSettings run = first.Settings?.Compute ?? new();
            ComputeSettings compute = run with { Device = Device ?? run.Device, Precision = Precision ?? run.Precision };
            NativeTorch.EnsureLoaded();
            (_, _) = (compute.TypeOf(), compute.DeviceOf());
            return [.. Adapters.Select(a => Fault(a, first, composer)).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or InvalidDataException or CompositionException or ArgumentException)
        {
            return [e.Message];
        }
    }

    /// <summary>Loads the model and its adapters.</summary>
    internal Assistant Load(KifCatalog? catalog)
    {
        var options = new AssistantOptions
        {
            Device = Device, Precision = Precision, Chat = Chat, ContextTokens = ContextTokens, AfterTasks = AfterTasks, Task = Task, Catalog = catalog,
        };
        Assistant assistant = Model is null ? Assistant.Open(Adapter!, options) : Assistant.Load(Model, Adapter, options);
        try
        {
            foreach ((string name, string result) in Adapters) assistant.AddAdapter(name, result);
            return assistant;
        }
        catch
        {
            assistant.Dispose();
            throw;
        }
    }

    private string? Fault(KeyValuePair<string, string> adapter, AnswerSource first, StrategyComposer composer)
    {
        string at = $"{nameof(Adapters)}:{DisplayText.Of(adapter.Key)}";
        if (adapter.Key == first.Name || adapter.Key == Assistant.Base) return $"{at}: the name is in use; give the adapter another one";
        try
        {
            AnswerSource source = AnswerSource.Find(adapter.Value, composer, AfterTasks, Task, Model ?? first.Model);
            return source.Adapter is null ? $"{at} is '{DisplayText.Of(adapter.Value)}': a model, not an adapter" : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or CompositionException or ArgumentException) { return $"{at}: {e.Message}"; }
    }
}
