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
    private const string AssistantRole = ChatExample.AssistantRole, User = "user", SystemRole = "system";

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The template refuses the conversation; the message names the template's place.</exception>
    public EncodedExample Encode(Example example)
    {
        if (plain is not null && (example.Chat is null || template.Value is null)) return plain.Encode(example);
        ChatExample chat = ChatExample.Of(example);
        while (true)
        {
            EncodedExample whole = Whole(chat);
            int[] target = whole.Target.Length <= limits.MaxTarget ? whole.Target : [.. whole.Target.AsSpan(0, limits.MaxTarget - 1), whole.Target[^1]];
            if (whole.Source.Length <= limits.MaxSource) return whole with { Target = target };
            if (Shorter(chat.Messages) is not { } fewer) return new(Truncation.Middle(whole.Source, limits.MaxSource), target);
            chat = chat with { Messages = fewer };
        }
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids)
    {
        int end = ids.IndexOfAny([.. endIds]);
        return tokenizer.Decode(end < 0 ? ids : ids[..end]).Trim();
    }

    private EncodedExample Whole(ChatExample chat)
    {
        string prompt = template.Value!.Render(chat.Messages, addGenerationPrompt: true, chat.Variables);
        // A question is asked without an answer, which a template might not write.
        if (chat.Answer is null) return new(tokenizer.Encode(prompt, addSpecialTokens: false), [endIds[0]]);
        string text = template.Value.Render([.. chat.Messages, chat.Answer], out IReadOnlyList<Range> marked, variables: chat.Variables);
        int[] ids = tokenizer.Encode(text, addSpecialTokens: false);
        Range[] learned = marked.Count > 0 ? [.. marked.Select(m => Tokens(text, ids, m))] : [.. Unmarked(chat, prompt, text, ids)];
        (int start, int end) = (learned[^1].Start.Value, learned[^1].End.Value);
        int[] target = [.. ids.AsSpan(start, end - start)];
        if (marked.Count == 0 && !endIds.Contains(target.LastOrDefault(-1)) || target.Length == 0) target = [.. target, endIds[0]];
        int[] earlier = [.. learned.SkipLast(1).SelectMany(r => Enumerable.Range(r.Start.Value, r.End.Value - r.Start.Value))
            .Where(i => i > 0 && i < start)];
        return new([.. ids.AsSpan(0, start)], target) { LabeledPositions = earlier.Length > 0 ? earlier : null };
    }

    /// <summary>Finds the answers in the text of a template that does not mark them: the places of their ids, the last one's at the end.</summary>
    private IEnumerable<Range> Unmarked(ChatExample chat, string prompt, string text, int[] ids)
    {
        for (int i = 0; i < chat.Messages.Count; i++)
            if (chat.Messages[i].Role == AssistantRole && Earlier(chat, i, text) is { } place) yield return Ended(ids, Tokens(text, ids, place));
        if (!text.StartsWith(prompt, StringComparison.Ordinal))
            throw new InvalidDataException("the chat template writes another text before an answer that is there than before one that is asked for, so that "
                + "nothing tells where the answer begins; mark it in the template with {% generation %}");
        yield return Ended(ids, Tokens(text, ids, prompt.Length..(prompt.Length + text.AsSpan(prompt.Length).TrimEnd().Length)));
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

    /// <summary>Returns a conversation without the oldest turns of user and assistant; null if there is one question only.</summary>
    private static IReadOnlyList<ChatMessage>? Shorter(IReadOnlyList<ChatMessage> messages)
    {
        ChatMessage[] system = [.. messages.TakeWhile(m => m.Role == SystemRole)], rest = [.. messages.Skip(system.Length)];
        int next = rest.Length < 2 ? -1 : Array.FindIndex(rest, 1, m => m.Role == User);
        return next < 0 ? null : [.. system, .. rest[next..]];
    }
}
