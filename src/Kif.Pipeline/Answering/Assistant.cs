using System.Collections.Concurrent;
using System.Text.Json;
using Kif.Models;
using Kif.Tokenizers;

namespace Kif;

/// <summary>
/// A trained model in use: a base model, with any number of adapters beside it, that answers questions and conversations. Safe to use from several threads;
/// a call computes on its caller's thread.
/// </summary>
public sealed class Assistant : IDisposable
{
    /// <summary>The name that stands for the base model without an adapter.</summary>
    public const string Base = "base";

    private const int BatchSize = 32;

    private readonly SharedBackbone shared;
    private readonly AssistantOptions options;
    private readonly ComputeSettings compute;
    private readonly StrategyComposer composer;
    private readonly ConcurrentDictionary<string, AnsweringModel> models = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly List<string> notes = [];
    private readonly Lock gate = new();

    private Assistant(AnswerSource source, AssistantOptions options, StrategyComposer composer)
    {
        OptionsValidation.Validate(options, "assistant");
        (this.options, this.composer) = (options, composer);
        ComputeSettings run = source.Settings?.Compute ?? new();
        compute = run with { Device = options.Device ?? run.Device, Precision = options.Precision ?? run.Precision };
        Threads = source.Settings?.Threads;
        shared = new(source.Model, compute, options.Catalog, source.Weights);
        notes.AddRange(shared.Notes);
        try
        {
            string name = options.Name ?? (source.Adapter is null && source.Weights is null ? Base : source.Name);
            Attach(source with { Name = name });
        }
        catch
        {
            shared.Dispose();
            throw;
        }
    }

    /// <summary>The base model: a folder, a hub's name with its commit, or <c>embedded</c>.</summary>
    public string Model => shared.Folder;

    /// <summary>The names of the adapters; the first one answers by default.</summary>
    public IReadOnlyList<string> Adapters
    {
        get
        {
            lock (gate) return [.. names];
        }
    }

    /// <summary>What a user should be told once, a sentence each.</summary>
    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (gate) return [.. notes.Distinct()];
        }
    }

    /// <summary>Whether the model has a chat template, and so holds conversations.</summary>
    public bool HoldsConversations => Of(null).Template is not null;

    /// <summary>Whether the first adapter's run asked its examples as they are, though the model has a chat template.</summary>
    internal bool LearnedPlainTexts => Of(null) is { Template: not null, Source.Settings.Chat: false };

    /// <summary>The architecture of the base model.</summary>
    public ModelArchitecture Architecture => shared.Backbone.Architecture;

    /// <summary>The number of libtorch's threads in the run that the weights come from; null if it has none of its own.</summary>
    internal int? Threads { get; }

    /// <summary>Loads a model, with an adapter or without one.</summary>
    /// <param name="model">A Hugging Face folder, a hub's name of a model in the cache, or <c>embedded</c>.</param>
    /// <param name="adapter">A PEFT folder, a hub's name of one in the cache, or a run's folder; null for the model itself.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, and none in the cache.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or model and adapter do not fit; the message names file and field.</exception>
    /// <exception cref="CompositionException">An option is out of its range, or device or precision are unknown.</exception>
    public static Assistant Load(string model, string? adapter = null, AssistantOptions? options = null)
    {
        options ??= new();
        return Open(adapter ?? model, adapter is null ? options : options with { Model = model });
    }

    /// <summary>Loads what a comparison, a single run or a merge wrote: a run's weights after its last task, an adapter, or a model.</summary>
    /// <param name="result">
    /// A run's folder (<c>runs/x/kif-lora/order-1/seed-1</c>), or that of a comparison with one run; the folder or the hub's name of an adapter or a model.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="IOException">The folder has several runs; the message names one.</exception>
    /// <inheritdoc cref="Load"/>
    public static Assistant Open(string result, AssistantOptions? options = null)
    {
        options ??= new();
        NativeTorch.EnsureLoaded();
        var composer = new StrategyComposer(options.Catalog ?? KifServices.BuiltIn());
        return new(AnswerSource.Find(result, composer, options.AfterTasks, options.Task, options.Model), options, composer);
    }

    /// <summary>Loads what was found.</summary>
    internal static Assistant Of(AnswerSource source, AssistantOptions options, StrategyComposer composer) => new(source, options, composer);

    /// <summary>Adds an adapter of the same base model.</summary>
    /// <param name="name">The name to choose it by; not in use, not <see cref="Base"/>.</param>
    /// <param name="result">A run's folder, or the folder or hub's name of an adapter.</param>
    /// <exception cref="ArgumentException">The name is in use, or the weights are for another base model.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or does not fit the model; the message names file and field.</exception>
    public void AddAdapter(string name, string result)
    {
        AnswerSource source = FindBeside(result);
        if (source.Adapter is null)
            throw new ArgumentException($"'{result}' is no adapter, but a whole model; only adapters of one base model answer side by side", nameof(result));
        if (!IsSame(source.Model))
            throw new ArgumentException($"'{result}' was trained on '{source.Model}', and this assistant has '{Model}'", nameof(result));
        Attach(source with { Name = name });
    }

    /// <summary>Finds an adapter to add; where its own files name a base that is not there, it is taken to be for this one.</summary>
    private AnswerSource FindBeside(string result)
    {
        try { return AnswerSource.Find(result, composer, options.AfterTasks, options.Task); }
        catch (DirectoryNotFoundException) when (Directory.Exists(result))
        {
            return AnswerSource.Find(result, composer, options.AfterTasks, options.Task, options.Model ?? Model);
        }
    }

    /// <summary>Answers one question, asked as <see cref="AssistantOptions.Chat"/> says.</summary>
    /// <param name="text">The question: all that the model reads, as in training.</param>
    /// <param name="options">The options; null for greedy decoding.</param>
    /// <param name="told">Receives the answer piece by piece while it grows; null for nobody.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no adapter; or the text is empty.</exception>
    public AssistantAnswer Ask(string text, AnswerOptions? options = null, Action<string>? told = null, CancellationToken cancellation = default) =>
        Ask([new Example(NotEmpty(text), "", "asked")], options, told, cancellation)[0];

    /// <summary>Answers one question and returns the text alone.</summary>
    /// <inheritdoc cref="Ask(string, AnswerOptions?, Action{string}?, CancellationToken)"/>
    public string Answer(string text, AnswerOptions? options = null, CancellationToken cancellation = default) => Ask(text, options, null, cancellation).Text;

    /// <summary>Answers several questions in batches; the answers are in the same order.</summary>
    /// <inheritdoc cref="Ask(string, AnswerOptions?, Action{string}?, CancellationToken)"/>
    /// <param name="texts">The questions.</param>
    /// <param name="options">The options; null for greedy decoding.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    public IReadOnlyList<string> AnswerAll(IReadOnlyList<string> texts, AnswerOptions? options = null, CancellationToken cancellation = default) =>
        [.. Ask([.. texts.Select(t => new Example(NotEmpty(t), "", "asked"))], options, null, cancellation).Select(a => a.Text)];

    /// <summary>Answers the last turn of a conversation, in the form of the model's chat template.</summary>
    /// <param name="messages">The messages so far, the last one not the assistant's; system messages first.</param>
    /// <param name="options">The options; null for greedy decoding.</param>
    /// <param name="told">Receives the answer piece by piece while it grows; null for nobody.</param>
    /// <param name="cancellation">Stops before the next token.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or names no adapter; or there is no message to answer.</exception>
    /// <exception cref="NotSupportedException">The model has no chat template, and the conversation is more than one user's turn.</exception>
    /// <exception cref="InvalidDataException">The template refuses the conversation; the message names the template's place.</exception>
    public AssistantAnswer Reply(
        IReadOnlyList<ChatMessage> messages, AnswerOptions? options = null, Action<string>? told = null, CancellationToken cancellation = default)
    {
        if (messages.Count == 0 || messages[^1].Role == ChatExample.AssistantRole)
            throw new ArgumentException("a conversation ends with a message to answer, and this one has none or ends with the assistant's", nameof(messages));
        options ??= new();
        options.Validate();
        AnsweringModel model = Of(options.Adapter);
        if (model.Conversation is not { } encoder)
        {
            return messages is [{ Role: "user" } only] ? Ask(only.Content, options, told, cancellation)
                : throw new NotSupportedException($"'{Model}' has no chat template, so it holds no conversations: ask it with one message of the user alone");
        }
        Example example = new("", "", "asked") { Chat = Json(messages) };
        return model.Answer([encoder.Encode(example)], encoder, options, told, cancellation)[0];
    }

    /// <summary>Frees model and adapters; not to be called while a question is answered.</summary>
    public void Dispose()
    {
        foreach (AnsweringModel model in models.Values) model.Dispose();
        shared.Dispose();
    }

    /// <summary>Answers examples as they are asked by default: conversations by the template, others as <see cref="AssistantOptions.Chat"/> says.</summary>
    internal IReadOnlyList<AssistantAnswer> Ask(
        IReadOnlyList<Example> examples, AnswerOptions? answering, Action<string>? told, CancellationToken cancellation, Action<int>? done = null)
    {
        answering ??= new();
        answering.Validate();
        AnsweringModel model = Of(answering.Adapter);
        EncodedExample[] prompts = [.. examples.Select(model.Single.Encode)];
        var answers = new AssistantAnswer[prompts.Length];
        int finished = 0;
        foreach (int[] batch in Enumerable.Range(0, prompts.Length).OrderBy(i => prompts[i].Source.Length).Chunk(BatchSize))
        {
            IReadOnlyList<AssistantAnswer> found = model.Answer([.. batch.Select(i => prompts[i])], model.Single, answering, told, cancellation);
            for (int i = 0; i < batch.Length; i++) answers[batch[i]] = found[i];
            done?.Invoke(finished += batch.Length);
        }
        return answers;
    }

    /// <summary>Returns a name for a further adapter: its own, or that of the nearest folders that tells it from the others.</summary>
    internal string FreeName(string result)
    {
        AnswerSource source = FindBeside(result);
        string[] taken = [.. Adapters, Base];
        if (!taken.Contains(source.Name)) return source.Name;
        string[] parts = result.TrimEnd('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        return Enumerable.Range(1, parts.Length).Select(n => string.Join('/', parts[^n..])).FirstOrDefault(n => !taken.Contains(n))
            ?? throw new ArgumentException($"'{result}' is named twice");
    }

    /// <summary>Finds a model by the name of its adapter; null for the first.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message lists those that are there.</exception>
    internal AnsweringModel Of(string? adapter)
    {
        if (models.TryGetValue(adapter ?? Adapters[0], out AnsweringModel? found)) return found;
        lock (gate)
        {
            if (models.TryGetValue(adapter!, out found)) return found;
            if (adapter != Base || shared.IsTrained) throw new ArgumentException(UnknownName.Message("adapter", adapter!, [.. names, .. Bases()]));
            AnswerSource plain = models[names[0]].Source.WithoutAdapter(Base);
            return models[Base] = AnsweringModel.Load(plain, shared, options, compute);
        }
    }

    private IEnumerable<string> Bases() => shared.IsTrained || names.Contains(Base) ? [] : [Base];

    private void Attach(AnswerSource source)
    {
        if (models.ContainsKey(source.Name) || source.Name == Base && (source.Adapter ?? source.Weights) is not null)
            throw new ArgumentException($"an adapter named '{source.Name}' is there already; give this one another name");
        AnsweringModel model = AnsweringModel.Load(source, shared, options, compute);
        lock (gate)
        {
            models[source.Name] = model;
            names.Add(source.Name);
            notes.AddRange(source.Notes);
        }
    }

    private bool IsSame(string model) => Same(model) == Same(shared.Folder);

    private static string Same(string model) => model == CompareSettings.Embedded || !Directory.Exists(model)
        ? NamedFolder.Pinned(model, HubContent.Model) : Path.GetFullPath(model).TrimEnd('/');

    private static string NotEmpty(string text) => string.IsNullOrEmpty(text) ? throw new ArgumentException("the question is empty", nameof(text)) : text;

    private static string Json(IReadOnlyList<ChatMessage> messages) => JsonSerializer.Serialize(new
    {
        messages = messages.Select(m => new Dictionary<string, object?>(m.Fields) { ["role"] = m.Role, ["content"] = m.Content }),
    });
}
