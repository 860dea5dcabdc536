using System.Collections;
using Kif.Tokenizers;

namespace Kif.Models;

/// <summary>
/// Encodes conversations for decoder-only models by the chat template of the model's folder. All answers of the assistant are learned: where the template
/// marks them (<c>{% generation %}</c>), what it marks, else what it writes after the start of an answer, up to the id that ends it. A prompt that is too long
/// loses its oldest turns, but no system message. Other examples are encoded as a user's turn, or as plain text.
/// </summary>
/// <param name="tokenizer">The model's tokenizer.</param>
/// <param name="template">Reads the template; null for a folder that has none.</param>
/// <param name="endIds">The ids that end an answer, one or more; the first closes what the template leaves open.</param>
/// <param name="limits">Length limits.</param>
/// <param name="plain">Encodes what is no conversation; null to make a user's turn of it.</param>
internal sealed class ChatEncoder(
    ITokenizer tokenizer, Lazy<ChatTemplate?> template, IReadOnlyList<int> endIds, EncodingLimits limits, IExampleEncoder? plain) : IExampleEncoder
{
    /// <summary>The number of shorter conversations up to which each is tried.</summary>
    private const int MostTried = 32;

    private const string AssistantRole = ChatExample.AssistantRole, User = "user", SystemRole = "system";

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The template refuses the conversation; the message names the template's place.</exception>
    public EncodedExample Encode(Example example)
    {
        if (plain is not null && (example.Chat is null || template.Value is null)) return plain.Encode(example);
        ChatExample chat = ChatExample.Of(example);
        IReadOnlyList<ChatMessage>[] fewer = [.. Fewer(chat.Messages)];
        // The oldest turns go one by one; of very many, half of what is left at a time.
        int from = 0, to = fewer.Length - 1;
        EncodedChat whole = Whole(chat with { Messages = fewer[0] });
        while (!Fits(whole) && from < to)
        {
            int next = to - from > MostTried ? (from + to) / 2 : from + 1;
            EncodedChat tried = Whole(chat with { Messages = fewer[next] });
            if (next == from + 1 || !Fits(tried)) (from, whole) = (next, tried);
            else to = next;
        }
        int[] target = whole.Target.Length <= limits.MaxTarget ? whole.Target : [.. whole.Target.AsSpan(0, limits.MaxTarget - 1), whole.Target[^1]];
        if (!Fits(whole)) return new(Truncation.Middle(whole.Source, limits.MaxSource), target);
        // Only of what is kept: each earlier answer is looked for by itself.
        int[] earlier = [.. whole.Earlier().SelectMany(r => Enumerable.Range(r.Start.Value, r.End.Value - r.Start.Value))
            .Where(i => i > 0 && i < whole.Source.Length)];
        return new(whole.Source, target) { LabeledPositions = earlier.Length > 0 ? earlier : null };
    }

    private bool Fits(EncodedChat whole) => whole.Source.Length <= limits.MaxSource;

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        int end = ids.IndexOfAny([.. endIds]);
        return tokenizer.Decode(end < 0 ? ids : ids[..end]).Trim();
    }

    private EncodedChat Whole(ChatExample chat)
    {
        string prompt = template.Value!.Render(chat.Messages, addGenerationPrompt: true, chat.Variables);
        // A question is asked without an answer, which a template might not write.
        if (chat.Answer is null) return new(tokenizer.Encode(prompt, addSpecialTokens: false), [endIds[0]], () => []);
        string text = template.Value.Render([.. chat.Messages, chat.Answer], out IReadOnlyList<Range> marked, variables: chat.Variables);
        int[] ids = tokenizer.Encode(text, addSpecialTokens: false);
        Range learned = marked.Count > 0 ? Tokens(text, ids, marked[^1]) : Unmarked(prompt, text, ids);
        (int start, int end) = (learned.Start.Value, learned.End.Value);
        int[] target = [.. ids.AsSpan(start, end - start)];
        if (marked.Count == 0 && !endIds.Contains(target.LastOrDefault(-1)) || target.Length == 0) target = [.. target, endIds[0]];
        return new([.. ids.AsSpan(0, start)], target,
            () => marked.Count > 0 ? marked.SkipLast(1).Select(m => Tokens(text, ids, m)) : UnmarkedEarlier(chat, text, ids));
    }

    /// <summary>Finds the last answer in the text of a template that does not mark answers: the places of its ids.</summary>
    private Range Unmarked(string prompt, string text, int[] ids) => text.StartsWith(prompt, StringComparison.Ordinal)
        ? Ended(ids, Tokens(text, ids, prompt.Length..(prompt.Length + text.AsSpan(prompt.Length).TrimEnd().Length)))
        : throw new InvalidDataException("the chat template writes another text before an answer that is there than before one that is asked for, so that "
            + "nothing tells where the answer begins; mark it in the template with {% generation %}");

    private IEnumerable<Range> UnmarkedEarlier(ChatExample chat, string text, int[] ids)
    {
        for (int i = 0; i < chat.Messages.Count; i++)
            if (chat.Messages[i].Role == AssistantRole && Earlier(chat, i, text) is { } place) yield return Ended(ids, Tokens(text, ids, place));
    }

    /// <summary>Finds an earlier answer; null where a template writes it otherwise once it is earlier.</summary>
    private Range? Earlier(ChatExample chat, int index, string text)
    {
        try
        {
            string before = template.Value!.Render([.. chat.Messages.Take(index)], addGenerationPrompt: true, chat.Variables);
            string after = template.Value.Render([.. chat.Messages.Take(index + 1)], variables: chat.Variables);
            return after.StartsWith(before, StringComparison.Ordinal) && text.StartsWith(after, StringComparison.Ordinal)
                ? before.Length..(before.Length + after.AsSpan(before.Length).TrimEnd().Length) : null;
        }
        // Not every beginning of a conversation is one.
        catch (InvalidDataException) { return null; }
    }

    /// <summary>Returns the places of the ids of a part of a text; an id that reaches into the part belongs to it.</summary>
    private Range Tokens(string text, int[] ids, Range part) => At(text, ids, part.Start.Value)..At(text, ids, part.End.Value);

    private int At(string text, int[] ids, int offset) =>
        offset == text.Length ? ids.Length : tokenizer.Encode(text[..offset], addSpecialTokens: false).AsSpan().CommonPrefixLength(ids);

    /// <summary>Cuts a range after the first id that ends an answer.</summary>
    private Range Ended(int[] ids, Range range)
    {
        int end = ids.AsSpan(range).IndexOfAny([.. endIds]);
        return end < 0 ? range : range.Start..(range.Start.Value + end + 1);
    }

    /// <summary>Lists the conversation as it is, and then without the oldest turns of user and assistant, down to the last question.</summary>
    private static IEnumerable<IReadOnlyList<ChatMessage>> Fewer(IReadOnlyList<ChatMessage> messages)
    {
        yield return messages;
        ChatMessage[] system = [.. messages.TakeWhile(m => m.Role == SystemRole)];
        for (int next = system.Length + 1; next < messages.Count; next++)
            if (messages[next].Role == User) yield return new KeptMessages(system, messages, next);
    }

    /// <summary>A conversation as it was encoded.</summary>
    /// <param name="Source">The ids before the last answer.</param>
    /// <param name="Target">The ids of the last answer.</param>
    /// <param name="Earlier">Finds the places of the earlier answers.</param>
    private sealed record EncodedChat(int[] Source, int[] Target, Func<IEnumerable<Range>> Earlier);

    /// <summary>The messages of the system, and those of a conversation from one on.</summary>
    private sealed class KeptMessages(ChatMessage[] system, IReadOnlyList<ChatMessage> all, int from) : IReadOnlyList<ChatMessage>
    {
        public int Count => system.Length + all.Count - from;

        public ChatMessage this[int index] => index < system.Length ? system[index] : all[from + index - system.Length];

        public IEnumerator<ChatMessage> GetEnumerator() => system.Concat(all.Skip(from)).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
