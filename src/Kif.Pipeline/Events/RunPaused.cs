namespace Kif.Pipeline.Events;

/// <summary>A run was stopped and saved; asked for again it goes on there.</summary>
public sealed record RunPaused : RunEvent;
