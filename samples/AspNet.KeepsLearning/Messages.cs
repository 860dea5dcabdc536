namespace AspNet.KeepsLearning;

/// <summary>A task that somebody posts.</summary>
public sealed record TaskToLearn(string Name, IReadOnlyList<TaughtExample> Examples);

/// <summary>A prompt and the answer wanted.</summary>
public sealed record TaughtExample(string Input, string Target);

/// <summary>A prompt to be answered.</summary>
public sealed record Question(string Text);

/// <summary>What the newest good model says.</summary>
public sealed record Answer(string Text);

/// <summary>How far learning is.</summary>
public sealed record Status(string? Learning, IReadOnlyList<string> Learned, IReadOnlyList<string> Failed);
