/** Programs whose names are borrowed, because nobody wonders about them. */
export const WELL_KNOWN: ReadonlySet<string> = new Set(
  (
    'systemd init sshd sshd-session cron crond atd dbus-daemon rsyslogd syslogd journald systemd-journald ' +
    'systemd-logind systemd-udevd systemd-resolved systemd-networkd udevd agetty getty login polkitd ' +
    'NetworkManager dhclient dhcpcd chronyd ntpd auditd irqbalance snapd containerd dockerd docker kubelet ' +
    'kube-proxy crio conmon podman runc crun nginx apache2 httpd haproxy envoy traefik caddy lighttpd mysqld ' +
    'mariadbd postgres redis-server memcached mongod etcd consul vault java node python python3 perl ruby php ' +
    'php-fpm bash sh dash zsh busybox ls ps top cat sleep tail grep find vi vim less ssh scp curl wget gcc make ' +
    'git dnsmasq named postfix master exim4 dovecot rpcbind smbd nmbd cupsd avahi-daemon unattended-upgr tini ' +
    'pause s6-svscan runsv supervisord prometheus node_exporter grafana fluentd filebeat java_agent'
  ).split(' '),
);
