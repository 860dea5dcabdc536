namespace Kif.Pipeline.Output;

/// <summary>A task as the runs use it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Train">Number of training examples.</param>
/// <param name="Test">Number of test examples.</param>
/// <param name="Sha256">SHA-256 over both, in lowercase hexadecimal digits.</param>
public sealed record TaskDescription(string Name, int Train, int Test, string Sha256);
