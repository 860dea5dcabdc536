using System.Globalization;
using Kif.Models;
using Microsoft.Extensions.AI;

namespace Kif;

/// <summary>
/// The refusal of options that would change an answer and that nothing here honors. Permissions (several tool calls, background responses) are not used, and
/// need no refusal.
/// </summary>
internal static class ChatRefusals
{
    /// <summary>Names of settings of decoding in other programs, which travel as additional properties.</summary>
    private static readonly HashSet<string> Foreign = new(
        [
            "repetition_penalty", "repeat_penalty", "frequency_penalty", "presence_penalty", "length_penalty", "no_repeat_ngram_size", "min_p", "typical_p",
            "epsilon_cutoff", "eta_cutoff", "tfs_z", "mirostat", "num_beams", "n", "best_of", "logit_bias", "bad_words_ids", "response_format", "grammar",
            "guided_json", "json_schema", "tools", "tool_choice", "temperature", "top_p", "top_k", "max_tokens", "max_new_tokens", "stop", "enable_thinking",
        ], StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws if an option can't be honored.</summary>
    /// <exception cref="NotSupportedException">The message names the option, its value, and the way out.</exception>
    public static void Check(ChatOptions options)
    {
        if (Refusal(options) is { } refusal) throw new NotSupportedException($"ChatOptions.{refusal}");
        if (options.AdditionalProperties?.Keys.FirstOrDefault(Foreign.Contains) is { } key)
            throw new NotSupportedException($"ChatOptions.AdditionalProperties[\"{DisplayText.Of(key)}\"] is read by no model of Kif: leave it out; decoding "
                + "is set by MaxOutputTokens, StopSequences, Temperature, TopP, TopK and Seed");
        if (options.AdditionalProperties?.Keys.FirstOrDefault(IsAlmostAdapter) is { } misspelt)
            throw new NotSupportedException($"ChatOptions.AdditionalProperties[\"{DisplayText.Of(misspelt)}\"] is read by no model of Kif; did you mean "
                + $"\"{KifChatClient.AdapterProperty}\"?");
    }

    private static string? Refusal(ChatOptions options) => options switch
    {
        { ToolMode: RequiredChatToolMode } => "ToolMode requires a tool call, and no model of Kif calls tools: leave it out",
        { Tools: { Count: > 0 } tools, ToolMode: not NoneChatToolMode } =>
            $"Tools has {tools.Count} ({string.Join(", ", tools.Take(5).Select(t => DisplayText.Of(t.Name)))}{(tools.Count > 5 ? ", …" : "")}), and no "
            + "model of Kif calls tools: leave them out, or set ToolMode to ChatToolMode.None",
        { ResponseFormat: ChatResponseFormatJson } => "ResponseFormat is JSON, and nothing here makes an answer JSON: leave it out, ask for JSON in the "
            + "messages, and check the answer",
        { FrequencyPenalty: { } penalty and not 0 } => Penalty("FrequencyPenalty", penalty),
        { PresencePenalty: { } penalty and not 0 } => Penalty("PresencePenalty", penalty),
        { Reasoning.Effort: { } effort and not ReasoningEffort.None } =>
            $"Reasoning.Effort is {effort}, and no model of Kif reasons more or less when asked: leave it out",
        { ConversationId: { } id } => $"ConversationId is '{DisplayText.Of(id)}', and nothing is kept between requests: leave it out, and send the whole "
            + "conversation",
#pragma warning disable MEAI001 // Experimental: refused in any form.
        { ContinuationToken: not null } => "ContinuationToken resumes an earlier response, and nothing is kept between requests: leave it out",
#pragma warning restore MEAI001
        _ => null,
    };

    private static string Penalty(string name, float value) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} is {value}, and tokens are drawn without penalties: leave it out, or set it to 0");

    private static bool IsAlmostAdapter(string key) => !key.Equals(KifChatClient.AdapterProperty, StringComparison.OrdinalIgnoreCase)
        && NearestName.Distance(DisplayText.Of(key).ToLowerInvariant(), KifChatClient.AdapterProperty) <= 2;
}
