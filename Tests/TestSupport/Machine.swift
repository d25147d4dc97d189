import CLinux

/// What tests need of the machine and only an attempt can tell.
public enum Machine {
  /// Whether this user may make a user namespace and map its own ids there.
  public static let hasUserNamespaces = sysh_can_have_user_namespace() == 0
}
