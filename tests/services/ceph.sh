#!/usr/bin/env bash
# A real Ceph Object Gateway over TLS on 127.0.0.1, for as long as standard input stays open.
#
#   ceph.sh DIR < pipe
#
# DIR is made, must be short (socket paths end at 107 bytes) and lie on a disk, not on tmpfs; it is removed
# at the end. One monitor, one disk, one gateway, each object once: for tests, with nothing but test data, seen from this
# machine only. When the gateway answers, one line comes on standard output:
#   ready ENDPOINT ACCESS_KEY SECRET_KEY CA_FILE
# Everything ends when the pipe is closed, also because whoever held it was killed.
# Debian: apt-get install --no-install-recommends ceph-mon ceph-osd radosgw ceph-common openssl curl
set -euo pipefail

dir=$1
mkdir -p "$dir"
dir=$(realpath "$dir")
mkdir "$dir"/{run,log,mon,osd,gateway,crash}
access_key=bank-test-access
secret_key=bank-test-secret
daemons=()

end() {
    trap - EXIT TERM INT HUP
    # an ordered end takes seconds and would only protect data that nobody wants
    if [ ${#daemons[@]} -gt 0 ]; then kill -KILL "${daemons[@]}" 2>/dev/null || true; fi
    wait 2>/dev/null
    [ ! -f "$dir/ceph.conf" ] || rm -rf "$dir"
    exit "${1:-0}"
}
trap 'end 1' EXIT
trap 'end 0' TERM INT HUP

# below 32768, where the kernel takes no ports for outgoing connections
free_port() {
    local port
    while port=$(shuf -n 1 -i 20000-32000); do
        if ! answers "$port" && [[ " ${taken[*]-} " != *" $port "* ]]; then taken+=("$port") && return; fi
    done
}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
until_true() { # until_true SECONDS COMMAND…
    local last=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -ge "$last" ]; then echo "still not true: $*" >&2 && tail -n 5 "$dir"/log/*.out >&2 && return 1; fi
        sleep 0.05
    done
}
daemon() { # daemon NAME COMMAND…
    local name=$1
    shift
    "$@" </dev/null >"$dir/log/$name.out" 2>&1 &
    daemons+=($!)
}

taken=()
free_port && free_port && free_port
monitor=${taken[0]} monitor_old=${taken[1]} gateway=${taken[2]}
export CEPH_CONF=$dir/ceph.conf
cluster=$(cat /proc/sys/kernel/random/uuid)

cat >"$CEPH_CONF" <<CONF
[global]
fsid = $cluster
mon initial members = a
mon host = [v2:127.0.0.1:$monitor/0,v1:127.0.0.1:$monitor_old/0]
public addr = 127.0.0.1
run dir = $dir/run
admin socket = $dir/run/\$type.\$pid.asok
pid file =
log file = $dir/log/\$type.log
mon cluster log file = $dir/log/cluster.log
crash dir = $dir/crash
# no secrets between the daemons; the gateway must then be told not to ask the monitor for an encrypted session
auth cluster required = none
auth service required = none
auth client required = none
ms mon client mode = crc
# one copy of everything, few and small groups
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon max pg per osd = 1000
# a lonely monitor need not wait for others to agree: a pool each 0.05 s, not each second
paxos propose interval = 0.05
paxos min wait = 0.01
# a nearly full disk of a developer is no emergency of ours
mon data avail crit = 1
mon data avail warn = 1
[mon]
mon data = $dir/mon
mon tick interval = 1
[osd]
osd data = $dir/osd
osd objectstore = ${CEPH_OBJECTSTORE:-bluestore}
bluestore block create = true
bluestore block size = 21474836480
bluestore cache autotune = false
bluestore cache size = 67108864
bluestore fsck on mount = false
osd memory target = 939524096
osd op num shards = 2
osd mclock skip benchmark = true
[client]
rgw data = $dir/gateway
rgw frontends = beast ssl_endpoint=127.0.0.1:$gateway ssl_certificate=$dir/tls.pem tcp_nodelay=1
rgw thread pool size = 64
# deleted objects give their room back within the run
rgw gc obj min wait = 10
rgw gc processor period = 10
CONF

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$dir/tls.key" -out "$dir/ca.crt" 2>/dev/null
cat "$dir/tls.key" "$dir/ca.crt" >"$dir/tls.pem"

monmaptool --create --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor,v1:127.0.0.1:$monitor_old]" "$dir/monmap" \
    >"$dir/log/monmap.out"
ceph-mon --mkfs -i a --monmap "$dir/monmap" >"$dir/log/mon-mkfs.out" 2>&1
daemon mon ceph-mon -f -i a

disk=$(cat /proc/sys/kernel/random/uuid)
ceph-osd -i 0 --mkfs --osd-uuid "$disk" --no-mon-config >"$dir/log/osd-mkfs.out" 2>&1 </dev/null &
making=$!
until_true 30 answers "$monitor"
ceph --connect-timeout 20 osd new "$disk" >"$dir/log/osd-new.out" 2>&1 </dev/null
wait "$making"
daemon osd ceph-osd -f -i 0

# each test has a bucket of its own, and the gateway's default is a thousand for a user
radosgw-admin user create --uid=test --display-name=Test --max-buckets=0 --access-key="$access_key" --secret="$secret_key" \
    >"$dir/log/user.out" 2>&1 </dev/null
daemon gateway radosgw -f -n client.gateway
until_true 60 curl -sf --cacert "$dir/ca.crt" -o /dev/null "https://127.0.0.1:$gateway/"
echo "ready https://127.0.0.1:$gateway $access_key $secret_key $dir/ca.crt"

cat >/dev/null
end 0
